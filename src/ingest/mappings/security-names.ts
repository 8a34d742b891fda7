/**
 * The names of the numbers in events of the Security log, as Windows' headers and message tables have them:
 * logon types, account flags (ntsam.h), access rights, Kerberos codes (RFC 4120), audit subcategories (ntsecapi.h).
 */

interface NamesByNumber {
  readonly [number: string]: string;
}

const LOGON_TYPES: NamesByNumber = {
  2: 'Interactive',
  3: 'Network',
  4: 'Batch',
  5: 'Service',
  7: 'Unlock',
  8: 'NetworkCleartext',
  9: 'NewCredentials',
  10: 'RemoteInteractive',
  11: 'CachedInteractive',
};

const SERVICE_TYPES: NamesByNumber = {
  1: 'Kernel Driver',
  2: 'File System Driver',
  8: 'Recognizer Driver',
  16: 'Win32 Own Process',
  32: 'Win32 Share Process',
  272: 'Interactive Own Process',
  288: 'Interactive Share Process',
};

const TICKET_ENCRYPTIONS: NamesByNumber = {
  1: 'DES-CBC-CRC',
  3: 'DES-CBC-MD5',
  17: 'AES128-CTS-HMAC-SHA1-96',
  18: 'AES256-CTS-HMAC-SHA1-96',
  23: 'RC4-HMAC',
  24: 'RC4-HMAC-EXP',
  4294967295: 'FAIL',
};

/** Why a logon failed. */
const FAILURE_REASONS: NamesByNumber = {
  2304: 'An Error occured during Logon.',
  2305: 'The specified user account has expired.',
  2306: 'The NetLogon component is not active.',
  2307: 'Account locked out.',
  2308: 'The user has not been granted the requested logon type at this machine.',
  2309: "The specified account's password has expired.",
  2310: 'Account currently disabled.',
  2311: 'Account logon time restriction violation.',
  2312: 'User not allowed to logon at this computer.',
  2313: 'Unknown user name or bad password.',
  2314: 'Domain sid inconsistent.',
  2315: 'Smartcard logon is required and was not used.',
};

const AUDIT_CHANGES: NamesByNumber = {
  8448: 'Success removed',
  8449: 'Success Added',
  8450: 'Failure removed',
  8451: 'Failure Added',
};

/** Names of bits, in the order in which they are listed. A name of several bits needs all of them. */
type NamesOfBits = readonly (readonly [bits: number, name: string])[];

const ACCESS_RIGHTS: NamesOfBits = [
  [0x1, 'Create Child'],
  [0x2, 'Delete Child'],
  [0x4, 'List Contents'],
  [0x8, 'SELF'],
  [0x10, 'Read Property'],
  [0x20, 'Write Property'],
  [0x40, 'Delete Tree'],
  [0x80, 'List Object'],
  [0x100, 'Control Access'],
  [0x10000, 'DELETE'],
  [0x20000, 'READ_CONTROL'],
  [0x40000, 'WRITE_DAC'],
  [0x80000, 'WRITE_OWNER'],
  [0x100000, 'SYNCHRONIZE'],
  [0xf00000, 'STANDARD_RIGHTS_REQUIRED'],
  [0x1f0000, 'STANDARD_RIGHTS_ALL'],
  [0xffff, 'SPECIFIC_RIGHTS_ALL'],
  [0x1000000, 'ADS_RIGHT_ACCESS_SYSTEM_SECURITY'],
  [0x10000000, 'ADS_RIGHT_GENERIC_ALL'],
  [0x20000000, 'ADS_RIGHT_GENERIC_EXECUTE'],
  [0x40000000, 'ADS_RIGHT_GENERIC_WRITE'],
  [0x80000000, 'ADS_RIGHT_GENERIC_READ'],
];

const ACCOUNT_FLAGS: NamesOfBits = [
  'USER_ACCOUNT_DISABLED',
  'USER_HOME_DIRECTORY_REQUIRED',
  'USER_PASSWORD_NOT_REQUIRED',
  'USER_TEMP_DUPLICATE_ACCOUNT',
  'USER_NORMAL_ACCOUNT',
  'USER_MNS_LOGON_ACCOUNT',
  'USER_INTERDOMAIN_TRUST_ACCOUNT',
  'USER_WORKSTATION_TRUST_ACCOUNT',
  'USER_SERVER_TRUST_ACCOUNT',
  'USER_DONT_EXPIRE_PASSWORD',
  'USER_ACCOUNT_AUTO_LOCKED',
  'USER_ENCRYPTED_TEXT_PASSWORD_ALLOWED',
  'USER_SMARTCARD_REQUIRED',
  'USER_TRUSTED_FOR_DELEGATION',
  'USER_NOT_DELEGATED',
  'USER_USE_DES_KEY_ONLY',
  'USER_DONT_REQUIRE_PREAUTH',
  'USER_PASSWORD_EXPIRED',
  'USER_TRUSTED_TO_AUTHENTICATE_FOR_DELEGATION',
  'USER_NO_AUTH_DATA_REQUIRED',
  'USER_PARTIAL_SECRETS_ACCOUNT',
  'USER_USE_AES_KEYS',
].map((name, bit) => [2 ** bit, name]);

const TICKET_OPTIONS: NamesOfBits = [
  [0x40000000, 'Forwardable'],
  [0x20000000, 'Forwarded'],
  [0x10000000, 'Proxiable'],
  [0x8000000, 'Proxy'],
  [0x4000000, 'Allow-postdate'],
  [0x2000000, 'Postdated'],
  [0x1000000, 'Invalid'],
  [0x800000, 'Renewable'],
  [0x400000, 'Initial'],
  [0x200000, 'Pre-authent'],
  [0x100000, 'Opt-hardware-auth'],
  [0x80000, 'Transited-policy-checked'],
  [0x40000, 'Ok-as-delegate'],
  [0x20000, 'Request-anonymous'],
  [0x10000, 'Name-canonicalize'],
  [0x20, 'Disable-transited-check'],
  [0x10, 'Renewable-ok'],
  [0x8, 'Enc-tkt-in-skey'],
  [0x2, 'Renew'],
  [0x1, 'Validate'],
];

/** `{0CCE92xx-69AE-11D9-BED3-505054503030}`: the subcategories by category, numbered from the first `xx`. */
const AUDIT_SUBCATEGORIES: readonly (readonly [
  category: string,
  names: readonly [xx: number, name: string][],
])[] = [
  [
    'System',
    numbered(
      0x10,
      'Security State Change|Security System Extension|System Integrity|IPsec Driver|Other System Events',
    ),
  ],
  [
    'Logon/Logoff',
    [
      ...numbered(
        0x15,
        'Logon|Logoff|Account Lockout|IPsec Main Mode|IPsec Quick Mode|IPsec Extended Mode|Special Logon|Other Logon/Logoff Events',
      ),
      [0x43, 'Network Policy Server'],
      [0x47, 'User / Device Claims'],
    ],
  ],
  [
    'Object Access',
    [
      ...numbered(
        0x1d,
        'File System|Registry|Kernel Object|SAM|Certification Services|Application Generated|Handle Manipulation|File Share|Filtering Platform Packet Drop|Filtering Platform Connection|Other Object Access Events',
      ),
      ...numbered(0x44, 'Detailed File Share|Removable Storage|Central Policy Staging'),
    ],
  ],
  [
    'Privilege Use',
    numbered(0x28, 'Sensitive Privilege Use|Non Sensitive Privilege Use|Other Privilege Use Events'),
  ],
  [
    'Detailed Tracking',
    [
      ...numbered(0x2b, 'Process Creation|Process Termination|DPAPI Activity|RPC Events'),
      [0x48, 'Plug and Play Events'],
      [0x4a, 'Token Right Adjusted Events'],
    ],
  ],
  [
    'Policy Change',
    numbered(
      0x2f,
      'Audit Policy Change|Authentication Policy Change|Authorization Policy Change|MPSSVC Rule-Level Policy Change|Filtering Platform Policy Change|Other Policy Change Events',
    ),
  ],
  [
    'Account Management',
    numbered(
      0x35,
      'User Account Management|Computer Account Management|Security Group Management|Distribution Group Management|Application Group Management|Other Account Management Events|Directory Service Access|Directory Service Changes|Directory Service Replication|Detailed Directory Service Replication',
    ),
  ],
  [
    'Account Logon',
    numbered(
      0x3f,
      'Credential Validation|Kerberos Service Ticket Operations|Other Account Logon Events|Kerberos Authentication Service',
    ),
  ],
];

/** The names of tasks, which only rendered events carry: each category's numbers begin at a multiple of 256. */
const TASKS: readonly [number: number, name: string][] = [
  ...numbered(
    12288,
    'Security State Change|Security System Extension|System Integrity|IPsec Driver|Other System Events',
  ),
  ...numbered(
    12544,
    'Logon|Logoff|Account Lockout|IPsec Main Mode|Special Logon|IPsec Quick Mode|IPsec Extended Mode|Other Logon/Logoff Events|Network Policy Server|User / Device Claims|Group Membership',
  ),
  ...numbered(
    12800,
    'File System|Registry|Kernel Object|SAM|Other Object Access Events|Certification Services|Application Generated|Handle Manipulation|File Share|Filtering Platform Packet Drop|Filtering Platform Connection|Detailed File Share|Removable Storage|Central Policy Staging',
  ),
  ...numbered(13056, 'Sensitive Privilege Use|Non Sensitive Privilege Use|Other Privilege Use Events'),
  ...numbered(
    13312,
    'Process Creation|Process Termination|DPAPI Activity|RPC Events|Plug and Play Events|Token Right Adjusted Events',
  ),
  ...numbered(
    13568,
    'Audit Policy Change|Authentication Policy Change|Authorization Policy Change|MPSSVC Rule-Level Policy Change|Filtering Platform Policy Change|Other Policy Change Events',
  ),
  ...numbered(
    13824,
    'User Account Management|Computer Account Management|Security Group Management|Distribution Group Management|Application Group Management|Other Account Management Events',
  ),
  ...numbered(
    14080,
    'Directory Service Access|Directory Service Changes|Directory Service Replication|Detailed Directory Service Replication',
  ),
  ...numbered(
    14336,
    'Credential Validation|Kerberos Service Ticket Operations|Other Account Logon Events|Kerberos Authentication Service',
  ),
];

const subcategories = new Map(
  AUDIT_SUBCATEGORIES.flatMap(([category, names]) =>
    names.map(([xx, name]) => [
      `0CCE92${xx.toString(16).toUpperCase()}-69AE-11D9-BED3-505054503030`,
      { category, name },
    ]),
  ),
);
const tasks = new Map(TASKS.map(([number, name]) => [String(number), name]));

export function logonTypeName(type: string): string | undefined {
  return nameOf(LOGON_TYPES, type);
}

export function serviceTypeName(type: string): string | undefined {
  return nameOf(SERVICE_TYPES, Number(type));
}

export function ticketEncryptionName(type: string): string | undefined {
  return nameOf(TICKET_ENCRYPTIONS, Number(type));
}

export function failureReason(message: string): string | undefined {
  return nameOf(FAILURE_REASONS, message.replace('%%', ''));
}

/** `%%8448, %%8450`. */
export function auditChanges(messages: string): readonly string[] {
  return messages
    .split(',')
    .flatMap(message => nameOf(AUDIT_CHANGES, message.replace('%%', '').trim()) ?? []);
}

export function accessRights(mask: string): readonly string[] {
  return namesOfBits(ACCESS_RIGHTS, mask);
}

export function accountFlags(flags: string): readonly string[] {
  return namesOfBits(ACCOUNT_FLAGS, flags);
}

export function ticketOptions(options: string): readonly string[] {
  return namesOfBits(TICKET_OPTIONS, options);
}

export function auditSubcategory(
  guid: string,
): { readonly category: string; readonly name: string } | undefined {
  return subcategories.get(guid.replace(/[{}]/g, '').toUpperCase());
}

export function securityTaskName(task: string | undefined): string | undefined {
  return task === undefined ? undefined : tasks.get(task);
}

function nameOf(names: NamesByNumber, number: string | number): string | undefined {
  return Object.hasOwn(names, number) ? names[number] : undefined;
}

function namesOfBits(names: NamesOfBits, text: string): readonly string[] {
  const set = Number(text);
  if (!Number.isSafeInteger(set)) return [];
  // Bitwise operators are of 32 bits and would give a negative number for the last of them.
  return names.filter(([bits]) => (set & bits) >>> 0 === bits).map(([, name]) => name);
}

function numbered(first: number, names: string): [number, string][] {
  return names.split('|').map((name, place) => [first + place, name]);
}
