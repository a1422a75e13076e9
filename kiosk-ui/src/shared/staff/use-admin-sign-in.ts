import { ref } from "vue";
import { currentToken } from "../credential.ts";
import { forgetStaff, signedInStaff, signOutStaff } from "./staff-session.ts";

/** Whoever is signed in on one of the manager's pages is signed in on all of them. */
export const ADMIN_SCOPE = "admin";

/** Who is signed in on a manager's page, and what was said when they left. */
export function useAdminSignIn() {
  const signedIn = ref(currentToken() !== null);
  const staff = ref(signedInStaff(ADMIN_SCOPE));
  const notice = ref<string | null>(null);
  const enter = () => {
    staff.value = signedInStaff(ADMIN_SCOPE);
    notice.value = null;
    signedIn.value = true;
  };
  const onSignedOut = (why: string) => {
    forgetStaff(ADMIN_SCOPE);
    staff.value = null;
    notice.value = why;
    signedIn.value = false;
  };
  const signOut = async () => {
    if (staff.value) await signOutStaff(ADMIN_SCOPE);
    onSignedOut("已退出登录");
  };
  return { signedIn, staff, notice, enter, onSignedOut, signOut };
}
