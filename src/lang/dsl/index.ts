/**
 * The query DSL of Elasticsearch, as far as filters of rules have it: from a clause to a condition of the plan.
 *
 *     { "bool": { "must_not": { "wildcard": { "file.path": { "value": "C:\\\\Temp\\\\*", "case_insensitive": true } } } } }
 *
 *     not file.path : "C:\Temp\*"
 *
 * A clause is one of field-clauses.ts, which ask one field, or of clauses.ts, which hold others. What a test means
 * follows from the type of its field (plan/index-tests.ts), as for KQL. A clause, or an option that changes what one
 * finds, that is not known here is a problem told at its place, never passed over: a filter takes alerts away, and
 * half a filter takes away others.
 *
 * It knows JSON values and paths in them; rules and files are none of its business.
 */
export { type DslProblem, type DslScope, lowerClause } from './clauses.ts';
