import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

const hall = process.env.HALL_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/",
  plugins: [vue()],
  build: {
    outDir: "../dist/kiosk-ui",
    emptyOutDir: true,
    // Kiosk boxes and the browsers inside messaging apps on older phones are some years behind.
    target: ["chrome87", "safari14"],
    // Font subsets must stay files of their own: inlined, every page would carry all of them.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  server: {
    fs: { allow: [".."] },
    proxy: {
      "/api": hall,
      "/voice": hall,
      "/socket.io": { target: hall, ws: true },
    },
  },
});
