import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Loading } from '../../parts/notice.tsx';

const QueryEditor = lazy(() => import('../../editor/query-editor.tsx'));

export default function EditorPage({ id }: { readonly id?: string }): ReactNode {
  const [text, setText] = useState('process where process.arg_count == 1');
  return (
    <Suspense fallback={<Loading height={200} label="the editor" />}>
      <QueryEditor language="eql" value={text} onChange={setText} label={`Query ${id ?? ''}`} />
    </Suspense>
  );
}
