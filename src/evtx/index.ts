/**
 * Reads Windows event logs (`.evtx`), from any source of bytes, on any system. For example
 *
 *     for await (const items of readEvtx(createReadStream('Security.evtx')))
 *       for (const item of items) if (item.kind === 'record') console.log(toXml(item.value));
 *
 * A log is a header of 4 KiB and chunks of 64 KiB; a chunk is a header and records; the content of a record is
 * binary XML, which is nearly always a *template*, whose definition the first record that uses it carries, and
 * the values to fill it with. So a template is compiled once a chunk (compile-template.ts) to nodes
 * (template.ts) that hold what all its records have in common, and a record costs its values (build-tree.ts).
 *
 * Values are the texts that Windows shows: times with their 100 ns, GUIDs in upper case, numbers that are meant
 * as hexadecimal as `0x…`, SIDs as `S-1-…`, arrays as an element an item. Damage is data here: what cannot be
 * read is a problem with its place and the number of records it cost, and the reading goes on behind it. Work
 * and memory are bounded whatever the bytes say (damage.ts).
 *
 * The tree is not the only thing to make of a record: `readEvtxWith` gives the template and its substitutions
 * to a function of yours. One that works out, once for each template, which substitution a field comes from
 * needs no tree and no names for each record.
 *
 * This folder knows nothing of events beyond their XML, and imports nothing. Sources: the description of the
 * format by the libevtx project, [MS-EVEN6] of Microsoft, and the logs that both disagree on.
 */
export type { EvtxElement, EvtxInstruction } from './element.ts';
export type { EvtxHeader, EvtxItem, EvtxProblem, EvtxProblemKind, EvtxRecord } from './evtx-item.ts';
export { readEvtx, readEvtxWith } from './read-evtx.ts';
export type { BuildRecord } from './read-records.ts';
export type { Instance, Template, TemplateNode } from './template.ts';
export { toXml } from './to-xml.ts';
