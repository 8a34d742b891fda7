import '@mantine/core/styles.css';
import './theme.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { Frame } from './frame/frame.tsx';
import { KeyLayers } from './frame/keys.tsx';
import { basePath } from './server/base-path.ts';
import { Problem } from './server/problem.ts';
import { theme, variables } from './theme.ts';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      // What is refused stays refused; what failed on the way is worth a second try.
      retry: (failures, error) => failures < 2 && !(error instanceof Problem && error.status < 500),
    },
  },
});

/** Of this one answer; the policy lets no other styles in. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <Router base={`${basePath}/app`}>
          <KeyLayers>
            <Frame />
          </KeyLayers>
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
