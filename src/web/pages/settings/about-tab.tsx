import type { ReactNode } from 'react';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { basePath } from '../../server/base-path.ts';
import { useStatus } from '../../server/sources.ts';
import classes from './settings.module.css';

const ONCE_A_MINUTE_MS = 60_000;

export default function AboutTab(): ReactNode {
  const status = useStatus(ONCE_A_MINUTE_MS);
  if (status.data === undefined)
    return status.error === null ? (
      <Loading height={100} label="the version" />
    ) : (
      <ProblemNotice error={status.error} retry={() => void status.refetch()} />
    );
  const { startedAt, version } = status.data;
  return (
    <section aria-labelledby="about">
      <h2 id="about">Tripline {version}</h2>
      <p>
        An open detection engine, under the Apache License 2.0. This server runs since <Time at={startedAt} />
        .
      </p>
      <ul className={classes['links']}>
        <li>
          <a href={`${basePath}/app/assets/licenses.md?of=${encodeURIComponent(version)}`}>
            Licenses of what these screens are made of
          </a>
        </li>
        <li>
          <a href={`${basePath}/api/openapi.json`}>All routes of the API, as OpenAPI</a>
        </li>
      </ul>
      <p className="dim">
        Names and types of fields follow the Elastic Common Schema. Tactics and techniques are those of MITRE
        ATT&CK, a registered trademark of The MITRE Corporation. Tripline is not a product of Elasticsearch
        B.V. or The MITRE Corporation, nor endorsed by them.
      </p>
    </section>
  );
}
