/** "Soon" and "come near" are said of at most this wait; a longer one is told in minutes, however few are ahead. */
export const SOON_MINUTES = 15;
