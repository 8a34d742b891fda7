// AWS CloudTrail.
import { envelope, place } from './cloud-envelope.mjs';
import { nameOf } from './words.mjs';

const AWS_CALLS = [
  {
    provider: 'sts.amazonaws.com',
    action: 'AssumeRole',
    category: ['authentication'],
    asked: c =>
      `{roleArn=arn:aws:iam::${c.whole(1e11, 9e11)}:role/deploy, roleSessionName=ci-${c.hex(12)}, durationSeconds=3600}`,
  },
  {
    provider: 'ec2.amazonaws.com',
    action: 'DescribeInstances',
    asked: c => `{instancesSet={items=[{instanceId=i-${c.hex(17)}}]}, filterSet={}}`,
  },
  {
    provider: 's3.amazonaws.com',
    action: 'GetObject',
    category: ['file'],
    asked: c =>
      `{bucketName=nordhafen-data, Host=nordhafen-data.s3.eu-central-1.amazonaws.com, key=orders/2026/03/${c.hex(10)}.parquet}`,
    resource: c => `arn:aws:s3:::nordhafen-data/orders/2026/03/${c.hex(10)}.parquet`,
  },
  {
    provider: 's3.amazonaws.com',
    action: 'PutObject',
    category: ['file'],
    asked: c => `{bucketName=nordhafen-logs, key=AWSLogs/${c.hex(12)}.gz}`,
    resource: c => `arn:aws:s3:::nordhafen-logs/AWSLogs/${c.hex(12)}.gz`,
  },
  {
    provider: 'kms.amazonaws.com',
    action: 'Decrypt',
    asked: c =>
      `{encryptionContext={aws:s3:arn=arn:aws:s3:::nordhafen-data}, encryptionAlgorithm=SYMMETRIC_DEFAULT, keyId=${c.uuid()}}`,
  },
  {
    provider: 'logs.amazonaws.com',
    action: 'CreateLogStream',
    asked: c => `{logStreamName=2026/03/17/[$LATEST]${c.hex(32)}, logGroupName=/aws/lambda/orders}`,
  },
  {
    provider: 'lambda.amazonaws.com',
    action: 'GetFunction20150331v2',
    asked: c => `{functionName=orders-${c.whole(1, 60)}}`,
  },
  {
    provider: 'iam.amazonaws.com',
    action: 'GetRole',
    category: ['iam'],
    asked: c => `{roleName=service-${nameOf(c.whole(0, 90))}}`,
  },
  {
    provider: 'rds.amazonaws.com',
    action: 'DescribeDBInstances',
    asked: c => `{dBInstanceIdentifier=orders-${c.whole(1, 9)}}`,
  },
];

export function aws(chance, world, user, ms, call = chance.zipf(AWS_CALLS)) {
  const account = chance.zipf(world.accounts);
  const principal = `AROA${user.accessKey.slice(4)}:${user.name}`;
  const asked = call.asked(chance);
  return {
    ...envelope(world, ms, 'aws.cloudtrail', 'aws', {
      action: call.action,
      category: call.category ?? ['info'],
      id: chance.uuid(),
      outcome: 'success',
      provider: call.provider,
      type: ['info'],
    }),
    aws: {
      cloudtrail: {
        event_category: 'Management',
        event_type: 'AwsApiCall',
        event_version: '1.09',
        flattened: { request_parameters: { text: asked } },
        management_event: true,
        read_only: /^(Describe|Get|List)/.test(call.action),
        recipient_account_id: account,
        request_id: chance.uuid(),
        request_parameters: asked,
        ...(call.resource === undefined
          ? {}
          : { resources: [{ account_id: account, arn: call.resource(chance), type: 'AWS::S3::Object' }] }),
        user_identity: {
          access_key_id: user.accessKey,
          arn: `arn:aws:sts::${account}:assumed-role/engineer/${user.name}`,
          session_context: {
            creation_date: '2026-03-17T07:30:00Z',
            mfa_authenticated: 'true',
            session_issuer: {
              account_id: account,
              arn: `arn:aws:iam::${account}:role/engineer`,
              principal_id: principal.split(':')[0],
              type: 'Role',
            },
          },
          type: 'AssumedRole',
        },
      },
    },
    cloud: {
      account: { id: account },
      provider: 'aws',
      region: chance.pick(['eu-central-1', 'eu-west-1', 'us-east-1']),
    },
    related: { user: [user.name, principal] },
    source: place(user.ip),
    tls: {
      cipher: 'TLS_AES_128_GCM_SHA256',
      client: { server_name: call.provider },
      version: '1.3',
      version_protocol: 'tls',
    },
    user: { id: principal, name: user.name },
    user_agent: { device: { name: 'Other' }, name: 'Other', original: user.browser },
  };
}
