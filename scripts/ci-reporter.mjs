// A vitest reporter for people and CI alike: failures in full, then one closing line `N passed, N failed`
// (with `, N skipped` where tests were skipped, each skip named with its reason).
import process from 'node:process';

export default class CiReporter {
  onTestRunEnd(modules, unhandledErrors) {
    let passed = 0;
    let failed = 0;
    const skipped = [];
    for (const module of modules) {
      for (const error of module.errors()) {
        failed++;
        print(`FAIL ${module.relativeModuleId}\n${indent(describe(error))}`);
      }
      // Of what was to be there before its tests, which then are skipped.
      for (const suite of module.children.allSuites())
        for (const error of suite.errors()) {
          failed++;
          print(`FAIL ${module.relativeModuleId} > ${suite.fullName}\n${indent(describe(error))}`);
        }
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') passed++;
        else if (result.state === 'failed') {
          failed++;
          const errors = result.errors.map(describe).join('\n');
          print(`FAIL ${module.relativeModuleId} > ${test.fullName}\n${indent(errors)}`);
        } else skipped.push(`${test.fullName}${result.note ? `: ${result.note}` : ''}`);
      }
    }
    for (const error of unhandledErrors) {
      failed++;
      print(`FAIL outside any test\n${indent(describe(error))}`);
    }
    for (const name of skipped) print(`skipped ${name}`);
    print(`${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`);
  }
}

function describe(error) {
  const frames = (error.stacks ?? []).slice(0, 4).map(f => `    at ${f.file}:${f.line}:${f.column}`);
  return [error.message ?? String(error), error.diff, ...frames].filter(Boolean).join('\n');
}

const indent = text => text.replace(/^/gm, '  ');
const print = text => process.stdout.write(`${text}\n`);
