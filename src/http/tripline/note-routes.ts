/**
 * Notes that people write on an alert. All of an alert's are one object, so that showing an alert asks for one; each
 * change of any is a version of it, and what a note said before is read from these.
 */
import type { FastifyInstance } from 'fastify';
import { NoteBody } from '../../api/notes.ts';
import { formatTimestamp } from '../../event/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import { VersionConflict } from '../../store/object-store.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { nameOf } from './run-routes.ts';

const MOST_NOTES = 100;
const MOST_TRIES = 5;

interface Note {
  readonly id: string;
  readonly text: string;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly editedBy?: string;
  readonly editedAtMs?: number;
}

export function noteRoutes(server: FastifyInstance, parts: HttpParts): void {
  const { alerts, clock, newId, objects } = parts;

  server.get<{ Params: { uuid: string } }>(
    '/api/tripline/alerts/:uuid/notes',
    { config: { access: 'read' } },
    async ({ params: { uuid } }) => {
      await checkAlert(uuid);
      const notes = notesIn((await objects.get('note', uuid))?.body);
      const versions = await objects.history('note', uuid);
      return {
        notes: notes.map(note => ({
          ...noteJson(note),
          earlier: earlierTexts(
            versions.map(({ body }) => notesIn(body)),
            note,
          ),
        })),
      };
    },
  );

  server.post<{ Params: { uuid: string }; Body: NoteBody }>(
    '/api/tripline/alerts/:uuid/notes',
    { config: { access: 'triage' }, schema: { body: NoteBody } },
    async ({ body: { text }, caller, params: { uuid } }, reply) => {
      await checkAlert(uuid);
      const note: Note = { id: newId(), text, createdBy: nameOf(caller), createdAtMs: clock() };
      await changeNotes(parts, uuid, note.createdBy, notes => {
        if (notes.length >= MOST_NOTES)
          throw new HttpProblem('conflict', `the alert has ${MOST_NOTES} notes: edit or delete one`);
        return [...notes, note];
      });
      return reply.status(201).send(noteJson(note));
    },
  );

  server.put<{ Params: { uuid: string; id: string }; Body: NoteBody }>(
    '/api/tripline/alerts/:uuid/notes/:id',
    { config: { access: 'triage' }, schema: { body: NoteBody } },
    async ({ body: { text }, caller, params: { id, uuid } }) => {
      const edited = { text, editedBy: nameOf(caller), editedAtMs: clock() };
      const notes = await changeNotes(parts, uuid, edited.editedBy, before => {
        checkNote(before, id);
        return before.map(note => (note.id === id ? { ...note, ...edited } : note));
      });
      return notes.filter(note => note.id === id).map(noteJson)[0];
    },
  );

  server.delete<{ Params: { uuid: string; id: string } }>(
    '/api/tripline/alerts/:uuid/notes/:id',
    { config: { access: 'triage' } },
    async ({ caller, params: { id, uuid } }, reply) => {
      await changeNotes(parts, uuid, nameOf(caller), before => {
        checkNote(before, id);
        return before.filter(note => note.id !== id);
      });
      return reply.status(204).send();
    },
  );

  async function checkAlert(uuid: string): Promise<void> {
    if (!(await alerts.known([uuid])).has(uuid)) throw new HttpProblem('not-found', 'no alert has this uuid');
  }
}

/** Again from the start where somebody else was faster. */
async function changeNotes(
  { clock, objects }: Pick<HttpParts, 'clock' | 'objects'>,
  uuid: string,
  who: string,
  to: (notes: readonly Note[]) => readonly Note[],
): Promise<readonly Note[]> {
  for (let tries = 1; ; tries++) {
    const stands = await objects.get('note', uuid);
    const notes = to(notesIn(stands?.body));
    const write = { kind: 'note' as const, id: uuid, body: bodyOf(notes), ifVersion: stands?.version ?? 0 };
    try {
      await objects.write([write], { who, atMs: clock() });
      return notes;
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
      if (tries >= MOST_TRIES)
        throw new HttpProblem('conflict', 'the notes are being changed by others: send it again');
    }
  }
}

/** One note for many alerts. Gives how many of them have so many notes that it was not written. */
export async function noteOnEach(
  parts: Pick<HttpParts, 'clock' | 'newId' | 'objects'>,
  uuids: readonly string[],
  text: string,
  who: string,
): Promise<number> {
  const { clock, newId, objects } = parts;
  const fresh = (): Note => ({ id: newId(), text, createdBy: who, createdAtMs: clock() });
  try {
    // Most alerts have none yet: then it is one write.
    await objects.write(
      uuids.map(id => ({ kind: 'note' as const, id, body: bodyOf([fresh()]), ifVersion: 0 })),
      { who, atMs: clock() },
    );
    return 0;
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error;
  }
  let full = 0;
  for (const uuid of uuids)
    await changeNotes(parts, uuid, who, notes => {
      if (notes.length < MOST_NOTES) return [...notes, fresh()];
      full++;
      return notes;
    });
  return full;
}

function bodyOf(notes: readonly Note[]): JsonObject {
  return { notes: notes.map(note => ({ ...note })) };
}

function checkNote(notes: readonly Note[], id: string): void {
  if (!notes.some(note => note.id === id))
    throw new HttpProblem('not-found', 'the alert has no note of this id');
}

function noteJson({ createdAtMs, editedAtMs, ...note }: Note): JsonObject {
  return {
    ...note,
    createdAt: formatTimestamp(createdAtMs),
    ...(editedAtMs !== undefined && { editedAt: formatTimestamp(editedAtMs) }),
  };
}

/** What a note said before, the oldest first. */
function earlierTexts(
  versions: readonly (readonly Note[])[],
  { editedAtMs, id }: Note,
): readonly JsonObject[] {
  const texts = new Map<number, JsonObject>();
  for (const notes of versions)
    for (const note of notes)
      if (note.id === id && note.editedAtMs !== editedAtMs)
        texts.set(note.editedAtMs ?? note.createdAtMs, {
          text: note.text,
          by: note.editedBy ?? note.createdBy,
          at: formatTimestamp(note.editedAtMs ?? note.createdAtMs),
        });
  return [...texts.values()];
}

/** What is no note in a stored body is passed over: only this file writes them. */
function notesIn(body: JsonObject | undefined): readonly Note[] {
  const notes: Json | undefined = body?.['notes'];
  return Array.isArray(notes) ? (notes as readonly Json[]).flatMap(note => noteIn(note) ?? []) : [];
}

function noteIn(json: Json): Note | undefined {
  if (!isJsonObject(json)) return undefined;
  const { createdAtMs, createdBy, editedAtMs, editedBy, id, text } = json;
  if (typeof id !== 'string' || typeof text !== 'string') return undefined;
  if (typeof createdBy !== 'string' || typeof createdAtMs !== 'number') return undefined;
  return {
    ...{ id, text, createdBy, createdAtMs },
    ...(typeof editedBy === 'string' && { editedBy }),
    ...(typeof editedAtMs === 'number' && { editedAtMs }),
  };
}
