import type { ReactNode } from 'react';
import { isJsonObject, type Json, type JsonObject } from '../../../event/json.ts';
import { Prose } from '../../parts/guide-prose.tsx';
import { Value } from '../../parts/value.tsx';
import type { AlertAnswer, ExplanationAnswer } from '../../server/alert-answers.ts';
import { basePath } from '../../server/base-path.ts';
import { headOf, textIn, textsIn } from './alert-facts.ts';
import classes from './alert-panel.module.css';
import { PanelSection } from './panel-section.tsx';

/** What the rule says of itself, where it stands in ATT&CK, and whether it is still the same. */
export function RuleSection({
  alert,
  explanation,
}: {
  readonly alert: AlertAnswer;
  readonly explanation: ExplanationAnswer | undefined;
}): ReactNode {
  const { document } = alert;
  const head = headOf(alert);
  const threats = listOf(document['kibana.alert.rule.threat']);
  const references = textsIn(document, 'kibana.alert.rule.references');
  const falsePositives = textsIn(document, 'kibana.alert.rule.false_positives');
  const description = textIn(document, 'kibana.alert.rule.description');
  const id = explanation?.rule.id ?? head.ruleUuid;
  return (
    <PanelSection
      name="rule"
      title="Rule"
      aside={
        id === undefined || explanation?.rule.state === 'removed' ? (
          'there no more'
        ) : (
          <a href={`${basePath}/app/rules/${encodeURIComponent(id)}`}>open it (r)</a>
        )
      }
    >
      {description === undefined ? null : (
        <p className={classes['prose']}>
          <Prose text={description} />
        </p>
      )}
      <RuleThenAndNow explanation={explanation} />
      {threats.length === 0 ? null : (
        <ul className={classes['plain']} aria-label="ATT&CK">
          {threats
            .flatMap(threat => pathsOf(threat))
            .map(path => (
              <li key={path.join(' ')}>
                {path.map((step, at) => (
                  <span key={step}>
                    {at > 0 ? ' › ' : null}
                    <Value value={step} />
                  </span>
                ))}
              </li>
            ))}
        </ul>
      )}
      {falsePositives.length === 0 ? null : (
        <>
          <h4 className={classes['small']}>Known false positives</h4>
          <ul className={classes['plain']}>
            {falsePositives.map(text => (
              <li key={text}>
                <Prose text={text} />
              </li>
            ))}
          </ul>
        </>
      )}
      {references.length === 0 ? null : (
        <>
          <h4 className={classes['small']}>References</h4>
          <ul className={classes['plain']}>
            {references.map(reference => (
              <li key={reference}>
                <Reference text={reference} />
              </li>
            ))}
          </ul>
        </>
      )}
    </PanelSection>
  );
}

function RuleThenAndNow({ explanation }: { readonly explanation: ExplanationAnswer | undefined }): ReactNode {
  if (explanation === undefined || explanation.rule.state === 'same') return null;
  const { changed, state, version, versionNow } = explanation.rule;
  return (
    <p>
      {state === 'removed'
        ? 'The rule was removed since.'
        : `Changed since the alert (${changed.join(', ')})${version === versionNow || versionNow === undefined ? '' : `: v${version ?? '?'} → v${versionNow}`}.`}{' '}
      {explanation.verdict === undefined ? null : (
        <>
          {explanation.fires === true ? 'It would still fire: ' : 'It would not fire now: '}
          <Value value={explanation.verdict} />
        </>
      )}
    </p>
  );
}

function Reference({ text }: { readonly text: string }): ReactNode {
  const isLink = URL.canParse(text) && new URL(text).protocol === 'https:';
  return isLink ? (
    <a href={text} target="_blank" rel="noopener noreferrer">
      <Value value={text} />
    </a>
  ) : (
    <Value value={text} />
  );
}

function pathsOf(threat: JsonObject): readonly (readonly string[])[] {
  const tactic = nameOf(threat['tactic']);
  const techniques = listOf(threat['technique']);
  if (techniques.length === 0) return tactic === undefined ? [] : [[tactic]];
  return techniques.flatMap(technique => {
    const base = [tactic, nameOf(technique)].filter(name => name !== undefined);
    const subs = listOf(technique['subtechnique']);
    return subs.length === 0
      ? [base]
      : subs.map(sub => [...base, nameOf(sub)].filter(name => name !== undefined));
  });
}

function nameOf(value: Json | undefined): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const { id, name } = value;
  const said = [id, name].filter(one => typeof one === 'string');
  return said.length === 0 ? undefined : said.join(' ');
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}
