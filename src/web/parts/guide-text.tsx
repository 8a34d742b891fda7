/**
 * An investigation guide: Markdown of whoever wrote the rule, with steps to tick off and searches to run in place. No
 * image is loaded, no HTML is read, links are https and say where they lead; what comes from events is never Markdown.
 */
import { Checkbox } from '@mantine/core';
import { Children, createContext, type ReactNode, useContext, useMemo } from 'react';
import Markdown, { type Components } from 'react-markdown';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { type GuidePart, readGuide } from '../../alerts/guide.ts';
import type { GuideSteps } from '../../api/guide-steps.ts';
import type { JsonObject } from '../../event/json.ts';
import { currentZone } from '../frame/zone.ts';
import { FilledProse } from './guide-prose.tsx';
import { guideSearch } from './guide-search.ts';
import { GuideSearchButton } from './guide-search-button.tsx';
import { numberSteps } from './guide-step-numbers.ts';
import classes from './guide-text.module.css';
import { dateTimeText } from './time-text.ts';
import { Value } from './value.tsx';

interface Guide {
  readonly documents: readonly JsonObject[];
  readonly parts: readonly GuidePart[];
  readonly alertAtMs: number;
  readonly done: GuideSteps['done'];
  /** Undefined: steps cannot be marked. */
  readonly mark: ((index: number, isDone: boolean) => void) | undefined;
  readonly reason: string | undefined;
}

const GuideContext = createContext<Guide | undefined>(undefined);
const SCHEMA = {
  ...defaultSchema,
  tagNames: (defaultSchema.tagNames ?? []).filter(
    name => !['img', 'picture', 'source', 'input'].includes(name),
  ),
  protocols: { ...defaultSchema.protocols, href: ['https'] },
};
/** Stands in the Markdown where a search does; a guide that writes it itself shows that search once more. */
const SEARCH = /^tripline-search-(\d+)$/;

export default function GuideText({
  alertAtMs,
  documents,
  done,
  mark,
  markdown,
  reason,
}: {
  readonly markdown: string;
  /** The alert, and its events behind it. */
  readonly documents: readonly JsonObject[];
  readonly alertAtMs: number;
  readonly done: GuideSteps['done'];
  readonly mark: Guide['mark'];
  /** Why steps cannot be marked. */
  readonly reason: string | undefined;
}): ReactNode {
  const { parts, text } = useMemo(() => {
    // Placeholders of the text stay, to be filled where it is shown; those of searches are filled here.
    const written = readGuide(markdown, undefined, []);
    return {
      parts: readGuide(markdown, undefined, documents),
      text: written
        .map((part, at) => (part.kind === 'text' ? part.text : ` \`tripline-search-${at}\` `))
        .join(''),
    };
  }, [markdown, documents]);
  const guide = useMemo(
    () => ({ documents, parts, alertAtMs, done, mark, reason }),
    [documents, parts, alertAtMs, done, mark, reason],
  );
  return (
    <GuideContext value={guide}>
      <div className={classes['guide']}>
        <Markdown
          remarkPlugins={[remarkGfm]}
          rehypePlugins={[[rehypeSanitize, SCHEMA], numberSteps]}
          components={COMPONENTS}
        >
          {text}
        </Markdown>
      </div>
    </GuideContext>
  );
}

function useGuide(): Guide {
  const guide = useContext(GuideContext);
  if (guide === undefined) throw new Error('a piece of a guide stands outside GuideText');
  return guide;
}

/** Text among the children goes through Value, as all text of others does. */
function Shown({
  children,
  isCode = false,
}: {
  readonly children?: ReactNode;
  readonly isCode?: boolean;
}): ReactNode {
  const { documents } = useGuide();
  return Children.map(children, child =>
    typeof child === 'string' ? <FilledProse text={child} documents={documents} isCode={isCode} /> : child,
  );
}

type Shell = 'p' | 'em' | 'strong' | 'del' | 'td' | 'th' | 'blockquote' | 'sup' | 'sub';

function shell(Tag: Shell): (props: { readonly children?: ReactNode }) => ReactNode {
  return ({ children }) => (
    <Tag>
      <Shown>{children}</Shown>
    </Tag>
  );
}

/** Headings of a guide stand below those of the page, whatever their level is. */
function heading(): (props: {
  readonly children?: ReactNode;
  readonly node?: StepNode | undefined;
}) => ReactNode {
  return ({ children, node }) => (
    <h4>
      <StepBox node={node} />
      <Shown>{children}</Shown>
    </h4>
  );
}

interface StepNode {
  readonly properties?: { readonly [name: string]: unknown };
}

const COMPONENTS: Components = {
  ...{ p: shell('p'), em: shell('em'), strong: shell('strong'), del: shell('del'), td: shell('td') },
  ...{ th: shell('th'), blockquote: shell('blockquote'), sup: shell('sup'), sub: shell('sub') },
  ...{ h1: heading(), h2: heading(), h3: heading(), h4: heading(), h5: heading(), h6: heading() },
  li: ({ children, node }) => (
    <li>
      <StepBox node={node} />
      <Shown>{children}</Shown>
    </li>
  ),
  a: ({ children, href }) => <Link href={href}>{children}</Link>,
  img: ({ alt }) => (
    <span className="dim">
      (image: <Value value={alt ?? 'no text'} />)
    </span>
  ),
  code: ({ children }) => <Code>{children}</Code>,
  pre: ({ children }) => <pre>{children}</pre>,
};

function Code({ children }: { readonly children?: ReactNode }): ReactNode {
  const { alertAtMs, documents, parts } = useGuide();
  const text = typeof children === 'string' ? children : '';
  const part = parts[Number(SEARCH.exec(text)?.[1] ?? -1)];
  if (part?.kind === 'investigate') return <GuideSearchButton search={guideSearch(part, alertAtMs)} />;
  if (part?.kind === 'osquery')
    return (
      <span>
        <Value value={part.label} /> (osquery): <Value value={part.query} isCode />
      </span>
    );
  if (!text.includes('\n'))
    return (
      <code>
        <Shown isCode>{children}</Shown>
      </code>
    );
  return (
    <code>
      {text
        .replace(/\n$/, '')
        .split('\n')
        .map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other name
          <div key={at}>
            <FilledProse text={line} documents={documents} isCode />
          </div>
        ))}
    </code>
  );
}

function Link({
  children,
  href,
}: {
  readonly href: string | undefined;
  readonly children?: ReactNode;
}): ReactNode {
  const host = hostOf(href);
  if (host === undefined) return <Shown>{children}</Shown>;
  return (
    <>
      <a href={href} target="_blank" rel="noopener noreferrer">
        <Shown>{children}</Shown>
      </a>{' '}
      <span className="dim">
        (<Value value={host} />)
      </span>
    </>
  );
}

/** Of an https link; undefined for everything else. */
function hostOf(href: string | undefined): string | undefined {
  if (href === undefined || !URL.canParse(href)) return undefined;
  const url = new URL(href);
  return url.protocol === 'https:' ? url.host : undefined;
}

function StepBox({ node }: { readonly node: StepNode | undefined }): ReactNode {
  const { done, mark, reason } = useGuide();
  const index = node?.properties?.['dataStep'];
  if (typeof index !== 'number') return null;
  const step = done.find(one => one.index === index);
  const said =
    step === undefined || step.who === ''
      ? undefined
      : `done by ${step.who}, ${dateTimeText(Date.parse(step.at), currentZone())}`;
  return (
    <Checkbox
      className={classes['box']}
      checked={step !== undefined}
      disabled={mark === undefined}
      title={reason ?? said ?? 'done'}
      aria-label={`step ${index + 1} of the guide is done`}
      onChange={event => mark?.(index, event.currentTarget.checked)}
    />
  );
}
