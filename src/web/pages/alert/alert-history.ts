/** What happened to an alert, in words: changes of its state and notes, as one stream. Pure. */
import type { JsonObject } from '../../../event/json.ts';
import type { AlertAnswer, NoteAnswer } from '../../server/alert-answers.ts';

export type HistoryEntry = { readonly key: string; readonly at: string; readonly who: string } & (
  | { readonly kind: 'change'; readonly text: string }
  | { readonly kind: 'note'; readonly note: NoteAnswer }
);

/** The latest first. */
export function historyEntries(
  { history }: AlertAnswer,
  notes: readonly NoteAnswer[],
): readonly HistoryEntry[] {
  const changes = history.map(
    ({ at, removed, set, version, who }): HistoryEntry => ({
      kind: 'change',
      key: `change ${version}`,
      ...{ at, who },
      text: changeText(set, removed),
    }),
  );
  const written = notes.map(
    (note): HistoryEntry => ({
      kind: 'note',
      key: `note ${note.id}`,
      at: note.createdAt,
      who: note.createdBy,
      note,
    }),
  );
  return [...changes, ...written].sort((a, b) => b.at.localeCompare(a.at));
}

const WORDS: { readonly [field: string]: string } = {
  'kibana.alert.workflow_status': 'status',
  'kibana.alert.workflow_reason': 'reason',
  'kibana.alert.workflow_tags': 'tags',
  'kibana.alert.workflow_assignee_ids': 'assigned to',
};
/** They change with every other change, and the line has both. */
const SAID_ALREADY = new Set(['kibana.alert.workflow_user', 'kibana.alert.workflow_status_updated_at']);

function changeText(set: JsonObject, removed: readonly string[]): string {
  const said = Object.entries(set).flatMap(([field, value]) => {
    if (SAID_ALREADY.has(field)) return [];
    const text = Array.isArray(value) ? value.map(String).join(', ') : String(value);
    return [`${WORDS[field] ?? field}: ${text === '' ? 'none' : text}`];
  });
  const gone = removed
    .filter(field => !SAID_ALREADY.has(field))
    .map(field => `without ${WORDS[field] ?? field}`);
  return [...said, ...gone].join(' · ') || 'made';
}
