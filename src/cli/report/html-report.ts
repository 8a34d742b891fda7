/**
 * A scan as one HTML page to hand on: what fired and how often, where in ATT&CK, each alert with its events on a
 * line of time, and what was read and what was not. The page is one file without scripts; it fetches nothing, and
 * its policy forbids it to. All values go through `html`, as everything in them may come from an attacker.
 */
import { guideText, readGuide } from '../../alerts/guide.ts';
import { documentsOf } from '../../app/finishing.ts';
import type { FoundAlert } from '../../app/scan.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { JsonObject } from '../../event/json.ts';
import type { ConditionReading } from '../../explain/condition.ts';
import { type MatchStory, type StoryAbsence, type StoryEvent, tellMatch } from '../../explain/match-story.ts';
import { type Rule, techniquesOf } from '../../rules/rule.ts';
import { describeEvent, hostOf, userOf } from '../describe-event.ts';
import { counted, grouped, seconds } from '../numbers.ts';
import { type Html, html, link } from './html.ts';
import { reportStyle } from './report-style.ts';

/** Alerts of one rule that are told with all their events; of those behind them a line each. */
const MOST_TOLD = 100;
/** Lines of one rule; those behind them are a number. */
const MOST_LINES = 5000;
/** A document longer than this is cut in the page; `--format ndjson` has it whole. */
const MOST_DOCUMENT = 16_384;

export interface ReportEnd {
  /** What was read, skipped and left out, a line each. */
  readonly summary: readonly string[];
  readonly events: number;
  readonly version: string;
}

interface RuleSection {
  readonly rule: Rule;
  /** Filled from the first alert. */
  readonly guide: string | undefined;
  count: number;
  readonly hosts: Set<string>;
  /** Markup of its alerts, made as they come, so that no document is kept. */
  readonly alerts: string[];
  firstMs: number | undefined;
  lastMs: number | undefined;
}

/** Takes the alerts as they are found and makes the page at the end. */
export class HtmlReport {
  readonly #sections = new Map<string, RuleSection>();

  add(found: FoundAlert): void {
    const section = this.#sectionOf(found);
    section.count++;
    const documents = documentsOf(found.match);
    const story = tellMatch(found.rule.plan, documents, found.match.joinKeys);
    for (const document of documents) {
      const host = hostOf(document);
      if (host !== undefined && section.hosts.size < 1000) section.hosts.add(host);
    }
    const startMs = startOf(story);
    if (startMs !== undefined) {
      section.firstMs = Math.min(section.firstMs ?? startMs, startMs);
      section.lastMs = Math.max(section.lastMs ?? startMs, startMs);
    }
    if (section.count <= MOST_TOLD) section.alerts.push(alertCard(found, story).markup);
    else if (section.count <= MOST_LINES) section.alerts.push(alertLine(found, story).markup);
  }

  /** The page. */
  end(end: ReportEnd): string {
    const sections = [...this.#sections.values()].sort(
      (a, b) => b.rule.risk_score - a.rule.risk_score || b.count - a.count,
    );
    const alerts = sections.reduce((sum, section) => sum + section.count, 0);
    const hosts = new Set(sections.flatMap(section => [...section.hosts]));
    const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<meta name="referrer" content="no-referrer">
<title>Tripline: ${counted(alerts, 'alert')}</title>
<style>${{ markup: reportStyle }}</style>
</head>
<body>
<main>
<h1>${alerts === 0 ? 'No alerts' : counted(alerts, 'alert')}</h1>
<p class="soft">${spanOf(sections)}</p>
<ul class="tiles">
${[tile('alerts', alerts), tile('rules fired', sections.length), tile('hosts', hosts.size), tile('events read', end.events)]}
</ul>
${sections.length === 0 ? html`<p>No rule found anything in what was read. See below what that was.</p>` : overview(sections)}
${attackOverview(sections)}
${sections.map(ruleSection)}
<h2 id="read">What was read</h2>
<ul>${end.summary.map(line => html`<li>${line}</li>`)}</ul>
<p class="soft">Made by Tripline ${end.version}. The page holds values from the events as they came.</p>
</main>
</body>
</html>
`;
    return page.markup;
  }

  #sectionOf({ group, match, rule: { rule } }: FoundAlert): RuleSection {
    const known = this.#sections.get(rule.rule_id);
    if (known !== undefined) return known;
    const section: RuleSection = {
      rule,
      guide: guideOf(rule, [group.alert, ...documentsOf(match)]),
      count: 0,
      hosts: new Set(),
      alerts: [],
      firstMs: undefined,
      lastMs: undefined,
    };
    this.#sections.set(rule.rule_id, section);
    return section;
  }
}

function spanOf(sections: readonly RuleSection[]): string {
  const times = sections
    .flatMap(({ firstMs, lastMs }) => [firstMs, lastMs])
    .filter(time => time !== undefined);
  if (times.length === 0) return '';
  return `${formatTimestamp(Math.min(...times))} to ${formatTimestamp(Math.max(...times))}`;
}

function tile(name: string, value: number): Html {
  return html`<li><b>${grouped(value)}</b>${name}</li>`;
}

function badge(severity: string): Html {
  return html`<span class="badge ${severity}">${severity}</span>`;
}

function overview(sections: readonly RuleSection[]): Html {
  const rows = sections.map(
    ({ rule, count, hosts }) => html`<tr><td>${badge(rule.severity)}</td>
<td><a href="#${anchorOf(rule)}">${rule.name}</a></td><td class="number">${grouped(count)}</td>
<td>${namesOf([...hosts], 4)}</td></tr>
`,
  );
  return html`<h2>What fired</h2>
<div class="wide"><table><thead><tr><th>Severity</th><th>Rule</th><th class="number">Alerts</th><th>Hosts</th></tr></thead>
<tbody>
${rows}</tbody></table></div>`;
}

function namesOf(names: readonly string[], most: number): string {
  const more = names.length > most ? `, ${grouped(names.length - most)} more` : '';
  return names.slice(0, most).join(', ') + more;
}

/** Ids of rules are anybody's text; an anchor is made of what is safe in one. */
function anchorOf(rule: Rule): string {
  return `rule-${rule.rule_id.replace(/[^\w-]/g, '_')}`;
}

/** Tactics and techniques of what fired, with the number of alerts. */
function attackOverview(sections: readonly RuleSection[]): Html | undefined {
  const tactics = new Map<
    string,
    { readonly name: string; count: number; readonly techniques: Map<string, number> }
  >();
  for (const { rule, count } of sections) {
    for (const threat of rule.threat) {
      const { tactic } = threat;
      const entry = tactics.get(tactic.id) ?? {
        name: tactic.name,
        count: 0,
        techniques: new Map<string, number>(),
      };
      entry.count += count;
      for (const one of techniquesOf(threat)) {
        const name = `${one.id} ${one.name}`;
        entry.techniques.set(name, (entry.techniques.get(name) ?? 0) + count);
      }
      tactics.set(tactic.id, entry);
    }
  }
  if (tactics.size === 0) return undefined;
  const columns = [...tactics]
    .sort(([, a], [, b]) => b.count - a.count)
    .map(
      ([
        id,
        { name, count, techniques },
      ]) => html`<div><h3>${name} <span class="soft">${id} · ${grouped(count)}</span></h3>
<ul>${[...techniques].map(([technique, number]) => html`<li>${technique} <span class="soft">${grouped(number)}</span></li>`)}</ul></div>
`,
    );
  return html`<h2>ATT&amp;CK</h2><div class="tactics">${columns}</div>`;
}

function guideOf(rule: Rule, documents: readonly JsonObject[]): string | undefined {
  if (rule.note === undefined) return undefined;
  return guideText(readGuide(rule.note, rule.origin.transform, documents), 'whole');
}

function ruleSection({ rule, guide, count, alerts }: RuleSection): Html {
  const references = rule.references.map(address => html`<li>${link(address, address)}</li>`);
  const left = count - Math.min(count, MOST_LINES);
  return html`<section class="rule" id="${anchorOf(rule)}">
<header>${badge(rule.severity)}<h3>${rule.name}</h3><span class="soft">risk ${rule.risk_score} · ${counted(count, 'alert')}</span></header>
<p>${rule.description}</p>
${alerts.map(markup => ({ markup }))}
${left > 0 ? html`<p class="soft">… ${grouped(left)} more alerts of this rule; the ndjson format has all of them.</p>` : undefined}
${
  guide === undefined
    ? undefined
    : html`<details class="more"><summary>Investigation guide${count > 1 ? ', with the values of the first alert' : ''}</summary><div class="guide">${guide}</div></details>`
}
${references.length > 0 ? html`<details class="more"><summary>References</summary><ul>${references}</ul></details>` : undefined}
</section>
`;
}

function alertLine(found: FoundAlert, story: MatchStory): Html {
  const startMs = startOf(story);
  return html`<div class="mono">${startMs === undefined ? 'no time' : formatTimestamp(startMs)} ${whereText(found)}</div>
`;
}

function alertCard(found: FoundAlert, story: MatchStory): Html {
  const { alert } = found.group;
  const startMs = startOf(story);
  const joins = story.joinedBy.map(
    ({ paths, value }) =>
      html`<dt>${[...new Set(paths)].join(' = ')}</dt><dd class="mono">${String(value)}</dd>`,
  );
  const took =
    story.tookMs === undefined || story.allowedMs === undefined
      ? undefined
      : html`<dt>took</dt><dd>${seconds(story.tookMs)} of the ${seconds(story.allowedMs)} allowed</dd>`;
  const documents = found.match.events.flatMap(event =>
    event === undefined ? [] : [html`<pre>${documentText(event)}</pre>`],
  );
  return html`<details class="alert"><summary><b class="mono">${startMs === undefined ? 'no time' : formatTimestamp(startMs)}</b>
<span>${whereText(found)}</span></summary><div>
<p>${String(alert['kibana.alert.reason'] ?? '')}</p>
<ol class="timeline">${story.entries.map(entry => (entry.kind === 'event' ? eventEntry(entry) : absenceEntry(entry)))}</ol>
<dl class="values">${joins}${took}<dt>alert</dt><dd class="mono">${alert['kibana.alert.uuid']}</dd></dl>
<details class="more"><summary>${documents.length === 1 ? 'The event' : 'The events'} as documents</summary>${documents}</details>
</div></details>
`;
}

function whereText({ match }: FoundAlert): string {
  const documents = documentsOf(match);
  const hosts = [...new Set(documents.flatMap(document => hostOf(document) ?? []))];
  const users = [...new Set(documents.flatMap(document => userOf(document) ?? []))];
  return [namesOf(hosts, 3), namesOf(users, 3)].filter(text => text !== '').join(' · ');
}

function documentText(event: {
  readonly index: string | undefined;
  readonly id: string;
  readonly document: unknown;
}): string {
  const text = JSON.stringify(event.document, undefined, 2);
  const cut =
    text.length > MOST_DOCUMENT
      ? `${text.slice(0, MOST_DOCUMENT)}\n… cut after ${grouped(MOST_DOCUMENT)} characters`
      : text;
  return `${event.index ?? 'unknown index'} ${event.id}\n${cut}`;
}

function startOf(story: MatchStory): number | undefined {
  const times = story.entries.flatMap(entry => (entry.kind === 'event' ? (entry.timestampMs ?? []) : []));
  return times.length === 0 ? undefined : Math.min(...times);
}

function eventEntry({ offsetMs, category, action, document, conditions }: StoryEvent): Html {
  const title = [category, action].filter(part => part !== undefined).join(' · ');
  return html`<li>${offsetMs === undefined ? undefined : html`<span class="offset">+${seconds(offsetMs)}</span>`}<b>${title}</b>
<div>${describeEvent(document)}</div><dl class="values mono">${conditions.map(conditionRow)}</dl></li>
`;
}

function conditionRow({ text, fields }: ConditionReading): Html {
  const values = fields.map(field =>
    field.values.length === 0 ? 'missing' : field.values.map(String).join(', '),
  );
  return html`<dt>${text}</dt><dd>${values.join(' · ')}</dd>`;
}

function absenceEntry({ where, conditions }: StoryAbsence): Html {
  const texts = conditions.map(({ text }) => html`<dt>${text}</dt><dd>none</dd>`);
  return html`<li class="absent"><b>no such event ${where === 'between' ? 'in between' : where}</b><dl class="values mono">${texts}</dl></li>
`;
}
