import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Names below `assets/` change with every build. The rest of `dist/` stays: the committed placeholder lives there. */
const clearOldAssets: Plugin = {
  name: "clear-old-assets",
  apply: "build",
  buildStart: () => rmSync(here("../dist/assets"), { recursive: true, force: true }),
};

export default defineConfig({
  plugins: [clearOldAssets],
  build: {
    outDir: here("../dist"),
    emptyOutDir: false,
    // ECharts alone is 0.6 MB; it is loaded by the analyst page only, from the same machine room.
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: {
        index: here("index.html"),
        field: here("field.html"),
        "field-worker": here("src/field/worker.ts"),
      },
      output: {
        // A service worker rules the folder it lies in, and its name must outlive a release: root, without a hash.
        entryFileNames: ({ name }) => (name === "field-worker" ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
  server: {
    proxy: { "/v1": "http://127.0.0.1:8080" },
  },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
