// Builds the single-page app: hashed files in /assets/, a manifest for tools/size.mjs, nothing inlined (strict CSP).
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
  server: { host: '127.0.0.1', proxy: { '/api': process.env['TECZKA_URL'] ?? 'http://127.0.0.1:8080' } },
});
