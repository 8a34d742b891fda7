// What clouds and services log of those who use them: AWS CloudTrail, sign-ins and audits of Azure, Okta, GitHub,
// and GCP's audit, as their integrations ship them. With `isLoud`, every fourth event is something that public
// rules alert on, else one in five thousand.
import { aws } from './cloud-aws.mjs';
import { azureAudit, azureSignIn } from './cloud-azure.mjs';
import { gcp, github, okta } from './cloud-services.mjs';
import { START_MS } from './moments.mjs';
import { CLOUD_SUSPECTS } from './suspects.mjs';
import { nameOf } from './words.mjs';

const USERS = 400;
const ACCOUNTS = 12;
const SUSPECT_EVERY = { loud: 4, quiet: 5000 };
const MOST_MS_APART = 60;

/** Documents, each no earlier than the one before. */
export function* cloudDocuments(chance, { isLoud = false } = {}) {
  const world = makeWorld(chance);
  const suspectEvery = isLoud ? SUSPECT_EVERY.loud : SUSPECT_EVERY.quiet;
  let ms = START_MS;
  for (let serial = 0; ; serial++) {
    ms += chance.whole(0, MOST_MS_APART);
    const user = world.users[Math.floor(chance.next() ** 2 * USERS)];
    if (serial % suspectEvery === suspectEvery - 1) {
      const { source, call } = chance.pick(CLOUD_SUSPECTS);
      yield SOURCES[source](chance, world, user, ms, call);
    } else {
      const source = chance.zipf(SHARES);
      yield SOURCES[source](chance, world, user, ms);
    }
  }
}

/** The first has the largest share of the events. */
const SHARES = ['aws', 'azureSignIn', 'okta', 'gcp', 'azureAudit', 'github'];
const SOURCES = { aws, azureSignIn, azureAudit, okta, github, gcp };

function makeWorld(chance) {
  return {
    accounts: Array.from({ length: ACCOUNTS }, () => String(chance.whole(100_000_000_000, 999_999_999_999))),
    tenant: chance.uuid(),
    agent: {
      ephemeral_id: chance.uuid(),
      id: chance.uuid(),
      name: 'collector-01',
      type: 'filebeat',
      version: '8.17.3',
    },
    users: Array.from({ length: USERS }, (_, number) => {
      const name = `${nameOf(number + 900).toLowerCase()}.${nameOf(number)[0].toLowerCase()}`;
      return {
        name,
        email: `${name}@nordhafen.example`,
        id: chance.uuid(),
        oktaId: `00u${chance.hex(17)}`,
        accessKey: `ASIA${chance.hex(16).toUpperCase()}`,
        ip: `1.${2 + (number % 7)}.${number & 31}.${10 + (number % 200)}`,
        device: chance.uuid(),
        browser: chance.pick(BROWSERS),
      };
    }),
  };
}

const BROWSERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36 Edg/134.0.0.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15',
  'aws-cli/2.24.7 md/awscrt#0.23.8 ua/2.0 os/macos#24.3.0 md/arch#arm64 lang/python#3.12.9',
  'Boto3/1.37.1 md/Botocore#1.37.1 ua/2.0 os/linux#6.1.0 md/arch#x86_64 lang/python#3.11.2',
];
