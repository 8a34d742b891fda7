/**
 * Elastic's detection API for rules: its paths, bodies and answers, so that scripts written for it work
 * (engine-semantics.md §14; where it differs: docs/guide/api.md). What it holds lives in the rule book.
 */
import type { FastifyInstance } from 'fastify';
import { suffices } from '../../api/access.ts';
import { closed } from '../../api/schema-parts.ts';
import type { HttpParts } from '../parts.ts';
import { bulkActionRoute } from './bulk-action.ts';
import { elasticScope } from './elastic-scope.ts';
import { exportRulesRoute } from './export-rules.ts';
import { importRulesRoute } from './import-rules.ts';
import { previewRoute } from './preview-rule.ts';
import { ruleRoutes } from './rule-routes.ts';

const read = { config: { access: 'read' } } as const;
const author = { config: { access: 'author' } } as const;

export function detectionRoutes(server: FastifyInstance, parts: HttpParts): void {
  elasticScope(server, scope => {
    ruleRoutes(scope, parts);
    bulkActionRoute(scope, parts);
    exportRulesRoute(scope, parts);
    importRulesRoute(scope, parts);
    previewRoute(scope, parts);
    surroundings(scope, parts);
  });
}

/** What scripts ask before they do anything: tags, privileges, whether the index of alerts is there. */
function surroundings(scope: FastifyInstance, { rules }: HttpParts): void {
  const schema = { querystring: closed({}) };
  scope.get(
    '/api/detection_engine/tags',
    { ...read, schema: { ...schema, summary: 'All tags of rules' } },
    async () => [...new Set(rules.list().flatMap(({ rule }) => rule.tags))].sort(),
  );

  scope.get(
    '/api/detection_engine/rules/prepackaged/_status',
    { ...read, schema: { ...schema, summary: 'How many rules stand in folders' } },
    async () => {
      const ofFiles = rules.list().filter(({ file }) => file !== undefined).length;
      return {
        rules_custom_installed: rules.list().length - ofFiles,
        rules_installed: ofFiles,
        rules_not_installed: 0,
        rules_not_updated: 0,
        timelines_installed: 0,
        timelines_not_installed: 0,
        timelines_not_updated: 0,
      };
    },
  );

  scope.get(
    '/api/detection_engine/privileges',
    { ...read, schema: { ...schema, summary: 'What the caller may do' } },
    async ({ caller }) => {
      const mayWrite = caller !== undefined && suffices(caller.access, 'author');
      const index = { all: mayWrite, manage: mayWrite, write: mayWrite, index: mayWrite, create: mayWrite };
      return {
        username: caller?.name ?? '',
        has_all_requested: mayWrite,
        cluster: { all: false, manage: false, monitor: true },
        index: {
          [ALERTS]: {
            ...{ ...index, delete: mayWrite, read: true, view_index_metadata: true },
            ...{ create_index: false, delete_index: false, maintenance: false, monitor: true },
          },
        },
        application: {},
        is_authenticated: true,
        has_encryption_key: true,
      };
    },
  );

  const index = '/api/detection_engine/index';
  scope.get(index, { ...read, schema: { ...schema, summary: 'Whether alerts can be kept' } }, async () => ({
    name: ALERTS,
    index_mapping_outdated: false,
  }));
  // The store has its place for alerts from the start: there is nothing to make, and nothing that may be thrown away.
  scope.post(index, { ...author, schema: { ...schema, summary: 'Nothing is left to do' } }, async () => ({
    acknowledged: true,
  }));
  scope.delete(
    index,
    { ...author, schema: { ...schema, summary: 'Refused: alerts are not thrown away' } },
    async (_request, reply) =>
      reply.code(400).send({
        message: 'alerts are not thrown away by this call: how long they are kept is a setting of the server',
        status_code: 400,
      }),
  );
}

const ALERTS = '.alerts-security.alerts-default';
