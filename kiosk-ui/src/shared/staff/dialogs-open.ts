import { ref } from "vue";

/** How many dialogs stand open on the page: while one does, the page's shortcuts rest. */
export const dialogsOpen = ref(0);
