/** Bundles the screens (src/web) into dist/screens, from where the server reads them. */
import { lezer } from '@lezer/generator/rollup';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const config: ReturnType<typeof defineConfig> = defineConfig({
  root: 'src/web',
  // Chunks find each other wherever a proxy puts them; the server writes the path into index.html.
  base: './',
  html: { cspNonce: 'NONCE' },
  plugins: [react(), lezer()],
  build: {
    outDir: '../../dist/screens',
    emptyOutDir: true,
    manifest: 'manifest.json',
    license: { fileName: 'licenses.md' },
    modulePreload: { polyfill: false },
    // A data: address would be an image that the policy has to allow.
    assetsInlineLimit: 0,
    target: 'es2023',
    chunkSizeWarningLimit: 900,
  },
});

export default config;
