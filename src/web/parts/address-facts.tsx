/**
 * What is known of an address without asking anybody outside: what the registry says, what the rule said, which may
 * differ, and whether it was seen before.
 */
import type { ReactNode } from 'react';
import { compileCidrs, isCidr } from '../../event/cidr.ts';
import { isAddress, REGISTRY_DATE, specialBlockOf } from '../../event/special-addresses.ts';
import { usePrevalence } from '../server/alert.ts';
import classes from './address-facts.module.css';
import { serviceOf } from './address-facts-ports.ts';
import { Loading, ProblemNotice } from './notice.tsx';
import { Time } from './time.tsx';
import { Value } from './value.tsx';

export function AddressFacts({
  address,
  domain,
  field,
  port,
  ruleNetworks,
  transport,
}: {
  readonly address: string;
  /** The ECS field that holds the address. */
  readonly field: string;
  readonly port: number | undefined;
  readonly transport: string | undefined;
  /** The name that was asked for, where an event says it. */
  readonly domain: string | undefined;
  /** Networks that the rule leaves aside; empty where it names none. */
  readonly ruleNetworks: readonly string[];
}): ReactNode {
  return (
    <dl className={classes['facts']}>
      <dt>address</dt>
      <dd>
        <Value field={field} value={address} isCode />
        {domain === undefined ? null : (
          <>
            {' '}
            for <Value field="destination.domain" value={domain} isCode />
          </>
        )}
      </dd>
      <dt>registry</dt>
      <dd>
        <Registry address={address} />
      </dd>
      {ruleNetworks.length === 0 ? null : (
        <>
          <dt>rule</dt>
          <dd>
            <RuleSaid address={address} networks={ruleNetworks} />
          </dd>
        </>
      )}
      {port === undefined ? null : (
        <>
          <dt>port</dt>
          <dd>
            <Value field="destination.port" value={port} isCode />
            {transport === undefined ? null : (
              <>
                /<Value value={transport} />
              </>
            )}
            : {serviceOf(port) ?? 'no common service'}
          </dd>
        </>
      )}
      <dt>seen</dt>
      <dd>
        <Seen field={field} value={address} />
      </dd>
    </dl>
  );
}

function Registry({ address }: { readonly address: string }): ReactNode {
  if (!isAddress(address)) return <span className="dim">a name, not an address</span>;
  const special = specialBlockOf(address);
  if (special === undefined)
    return (
      <>
        public <span className="dim">(in no special-purpose block of IANA, as of {REGISTRY_DATE})</span>
      </>
    );
  return (
    <>
      {special.name}{' '}
      <span className="dim">
        ({special.block}, {special.source}; {special.isReachable ? 'reachable' : 'not reachable'} across the
        Internet; as of {REGISTRY_DATE})
      </span>
    </>
  );
}

function RuleSaid({
  address,
  networks,
}: {
  readonly address: string;
  readonly networks: readonly string[];
}): ReactNode {
  const known = networks.filter(isCidr);
  const isIn = compileCidrs(known)(address);
  const special = specialBlockOf(address);
  return (
    <>
      in {isIn ? 'one' : 'none'} of its {networks.length} ranges
      {!isIn && special !== undefined && !special.isReachable ? (
        <strong className={classes['differs']}>
          {special.name} by IANA, and not in the rule's list: consider {special.block} for the list
        </strong>
      ) : null}
    </>
  );
}

/** When a value was first seen in what is stored, and by how many. */
function Seen({ field, value }: { readonly field: string; readonly value: string }): ReactNode {
  const { data, error, isPlaceholderData, refetch } = usePrevalence(field, value);
  if (error !== null) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading height={20} label="when it was seen" />;
  const atLeast = data.isPartial ? 'at least ' : '';
  if (data.first === null) return <>never before in what is stored</>;
  return (
    <span data-stale={isPlaceholderData}>
      first <Time at={data.first} />
      {data.last === null || data.last === data.first ? null : (
        <>
          , last <Time at={data.last} />
        </>
      )}{' '}
      · {atLeast}
      {countOf(data.hosts, 'host')} · {atLeast}
      {countOf(data.users, 'user')} · {atLeast}
      {countOf(data.events, 'event')}
    </span>
  );
}

function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
