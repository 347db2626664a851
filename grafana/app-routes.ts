/** Pages of the review app that boards link to; each `:name` is one part of the path. */
export const APP_ROUTES = ['/', '/calls', '/calls/:project/:callId'] as const;

/** The hidden constant of every board: where the review app is. */
export const REVIEW_URL = 'review_url';

/** Of a row with the columns project and Call, its id. */
export const CALL_LINK = `\${${REVIEW_URL}}/calls/\${__data.fields.project:percentencode}/\${__data.fields.Call:percentencode}`;
export const CALLS_LINK = `\${${REVIEW_URL}}/calls`;
