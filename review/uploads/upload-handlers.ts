import { z } from 'zod';
import { addAudit } from '../../store/app/audit.ts';
import type { Handler } from '../asked.ts';
import type { Upload } from '../contract/uploads.ts';
import type { ReviewDeps } from '../deps.ts';
import { Refused } from '../refused.ts';
import type { RouteName } from '../rights.ts';
import { mayNameOperator, type Viewer } from '../viewer.ts';
import { takeUpload, UPLOAD_MAX_BYTES, type UploadParts } from './take-upload.ts';
import { uploadState, type UploadStateParts } from './upload-state.ts';

export type Uploads = { readonly taking: UploadParts; readonly state: UploadStateParts };

const asked = z.object({
  project: z.string(),
  name: z.string().max(300),
  operator: z.string().max(200).default(''),
  direction: z.enum(['inbound', 'outbound', 'internal']).default('inbound'),
});

/** A recording dropped on the page, on its way through the line. `uploads` null: this installation takes none. */
export function uploadHandlers(
  deps: ReviewDeps,
  uploads: Uploads | null,
): Pick<Record<RouteName, Handler>, 'uploads.add' | 'upload'> {
  const stateOf = async (viewer: Viewer, uploadId: string): Promise<Upload> => {
    if (uploads === null) throw new Refused('UPLOADS_OFF');
    const seen = await uploadState(uploadId, { ...uploads.state, projects: viewer.projects });
    // An upload is its sender's affair; the call that comes of it is everybody's who may see it.
    if (seen === null || seen.by !== viewer.account.accountId) throw new Refused('NOT_FOUND');
    return seen.upload;
  };
  return {
    'uploads.add': async ({ viewer: viewerOf, query, request }): Promise<Upload> => {
      const viewer = viewerOf();
      if (uploads === null) throw new Refused('UPLOADS_OFF');
      const parsed = asked.safeParse(Object.fromEntries([...query].filter(([, value]) => value !== '')));
      if (!parsed.success)
        throw new Refused('REQUEST_INVALID', { field: parsed.error.issues[0]?.path.join('.') ?? '' });
      const { operator, direction, name } = parsed.data;
      const project = deps.known.projects.get(parsed.data.project);
      if (project === undefined || !viewer.projects.includes(project.id)) throw new Refused('NOT_FOUND');
      if (operator !== '' && !mayNameOperator(viewer, project.id, operator))
        throw new Refused('REQUEST_INVALID', { field: 'operator' });
      if (request.body === null) throw new Refused('UPLOAD_NOT_AUDIO');
      const announced = request.headers.get('content-length');
      const { accountId } = viewer.account;
      const uploadId = await takeUpload(
        {
          ...{ project, name, direction, by: accountId, startedAt: null, body: request.body },
          ...{
            operator: aliasOf(deps, project.id, operator),
            lengthBytes: announced === null ? null : Number(announced),
          },
        },
        uploads.taking,
      );
      addAudit(deps.db, deps.now(), {
        ...{ accountId, action: 'recording_uploaded', project: project.id, callId: `upload-${uploadId}` },
        details: { limitBytes: uploads.taking.maxBytes ?? UPLOAD_MAX_BYTES },
      });
      return stateOf(viewer, uploadId);
    },
    upload: ({ viewer, params }) => stateOf(viewer(), params['uploadId'] ?? ''),
  };
}

/** The lines know an operator by the names of the telephone system. */
function aliasOf({ known }: ReviewDeps, project: string, operatorId: string): string {
  const operator = known.operators.find((one) => one.project === project && one.operatorId === operatorId);
  return operator?.aliases[0]?.alias ?? '';
}
