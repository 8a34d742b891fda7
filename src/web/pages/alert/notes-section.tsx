import { Button, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, type RefObject, useState } from 'react';
import { announce } from '../../frame/announcements.ts';
import { noteUndo } from '../../frame/undo.ts';
import { Prose } from '../../parts/guide-prose.tsx';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { Value } from '../../parts/value.tsx';
import { addNote, deleteNote, useNotes } from '../../server/alert.ts';
import type { AlertAnswer, NoteAnswer } from '../../server/alert-answers.ts';
import { useReadOnlyReason } from '../../server/me.ts';
import { Problem } from '../../server/problem.ts';
import { historyEntries } from './alert-history.ts';
import classes from './alert-panel.module.css';
import { PanelSection } from './panel-section.tsx';

/** What people wrote and did, the latest first, and a place to write. */
export function NotesSection({
  alert,
  input,
  leave,
}: {
  readonly alert: AlertAnswer;
  readonly input: RefObject<HTMLTextAreaElement | null>;
  /** Back to the panel from the field. */
  readonly leave: () => void;
}): ReactNode {
  const queries = useQueryClient();
  const { data, error, refetch } = useNotes(alert.uuid);
  const reason = useReadOnlyReason('triage');
  const [text, setText] = useState('');
  const [isSaving, setSaving] = useState(false);
  const save = async (): Promise<void> => {
    if (text.trim() === '' || isSaving) return;
    setSaving(true);
    try {
      await addNote(queries, alert.uuid, text);
      setText('');
      announce('note kept');
      leave();
    } catch (failed) {
      announce(
        `the note was not kept: ${failed instanceof Problem ? failed.message || failed.title : String(failed)}`,
      );
    } finally {
      setSaving(false);
    }
  };
  const remove = async ({ id, text: said }: NoteAnswer): Promise<void> => {
    await deleteNote(queries, alert.uuid, id);
    noteUndo('deleted a note', () => addNote(queries, alert.uuid, said));
    announce('note deleted; z takes it back');
  };
  return (
    <PanelSection
      name="notes"
      title="Notes and history"
      aside={
        data === undefined ? undefined : `${data.notes.length} ${data.notes.length === 1 ? 'note' : 'notes'}`
      }
    >
      <form
        className={classes['note']}
        onSubmit={event => {
          event.preventDefault();
          void save();
        }}
      >
        <Textarea
          ref={input}
          label="Note"
          placeholder="what you found, for whoever comes next"
          autosize
          minRows={2}
          maxRows={12}
          maxLength={10_000}
          value={text}
          disabled={reason !== undefined}
          title={reason}
          onChange={event => setText(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              void save();
            }
          }}
        />
        <Button
          type="submit"
          disabled={reason !== undefined || text.trim() === '' || isSaving}
          title={reason}
        >
          Keep the note (Mod-Enter)
        </Button>
      </form>
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading height={40} label="notes" /> : null}
      <ol className={classes['stream']}>
        {historyEntries(alert, data?.notes ?? []).map(entry => (
          <li key={entry.key}>
            <Time at={entry.at} />{' '}
            <strong>
              <Value value={entry.who} />
            </strong>{' '}
            {entry.kind === 'change' ? (
              <Value value={entry.text} />
            ) : (
              <>
                <NoteText text={entry.note.text} />
                {entry.note.editedBy === undefined ? null : (
                  <span className="dim">
                    edited by <Value value={entry.note.editedBy} />
                  </span>
                )}
                {reason === undefined ? (
                  <Button size="compact-xs" variant="subtle" onClick={() => void remove(entry.note)}>
                    Delete
                  </Button>
                ) : null}
              </>
            )}
          </li>
        ))}
      </ol>
    </PanelSection>
  );
}

/** Line by line as it was written. */
function NoteText({ text }: { readonly text: string }): ReactNode {
  return (
    <span className={classes['lines']}>
      {text.split('\n').map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other name
        <span key={at}>
          <Prose text={line} />
        </span>
      ))}
    </span>
  );
}
