/** The one file of a multipart request, as text. */
import type { FastifyRequest } from 'fastify';
import { ElasticError, LARGEST_UPLOAD_BYTES } from './elastic-scope.ts';

/** @throws ElasticError where there is no file, it is too large, or no text in UTF-8 */
export async function uploadedText(
  request: FastifyRequest,
): Promise<{ readonly name: string; readonly text: string }> {
  if (!request.isMultipart())
    throw new ElasticError(415, 'expected multipart/form-data with the file in the part "file"');
  const part = await request.file();
  if (part === undefined)
    throw new ElasticError(400, 'the request has no file: expected one in the part "file"');
  const bytes = await part.toBuffer().catch(() => {
    throw new ElasticError(413, `the file is larger than ${LARGEST_UPLOAD_BYTES} bytes: import it in parts`);
  });
  try {
    return {
      name: part.filename,
      text: new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    };
  } catch {
    throw new ElasticError(400, 'the file is no text in UTF-8');
  }
}
