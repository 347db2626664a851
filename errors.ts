/**
 * The closed list of what can go wrong. `retriable`: whether trying the same thing again may cure it; lines and
 * adapters decide by this and by the code, never by message text. `{param}` is filled from the error's parameters.
 * docs/errors.md holds the same list and a test compares the two.
 */
export const ERRORS = {
  APP_DB_UNUSABLE: {
    retriable: false,
    message: 'The database of accounts {file} cannot be opened: {why}.',
    cure: 'See that the data folder can be written by this user and that app.db is whole; a copy of it can be put back while Etalon is stopped.',
  },
  REVIEW_ADDRESS_UNSAFE: {
    retriable: false,
    message: 'The review app would listen at {address}, which others reach, without https.',
    cure: 'Put a server with TLS before it and set ETALON_REVIEW_URL to its https address, or listen on 127.0.0.1.',
  },
  CDR_WITHOUT_RECORDING: {
    retriable: false,
    message: 'Call {callId} of {project} has a CDR, but its recording {recording} has not come.',
    cure: 'Put the recording beside its CDR; if these calls are not recorded, set recordings.expected: false.',
  },
  AUDIO_TRUNCATED: {
    retriable: false,
    message: '{file} breaks off before the end that its header promises; what is there was transcribed.',
    cure: 'Copy the recording again and whole; until then nothing that is missing in it is held against anybody.',
  },
  CALL_NOT_FOUND: {
    retriable: false,
    message: 'There is no call {callId}.',
    cure: '`npm run etalon -- calls` lists the calls that are there.',
  },
  CALL_AMBIGUOUS: {
    retriable: false,
    message: 'Several projects have a call {callId}: {projects}.',
    cure: 'Name the project with --project.',
  },
  LETTER_AMBIGUOUS: {
    retriable: false,
    message: 'Several dead letters are named {id}: {letters}.',
    cure: 'Give more of its id, or its project with --project.',
  },
  LETTER_NOT_FOUND: {
    retriable: false,
    message: 'No dead letter is named {id}.',
    cure: '`npm run etalon -- dead list --all` lists them with their ids.',
  },
  LETTER_TOPIC_UNKNOWN: {
    retriable: false,
    message: 'The message of dead letter {id} lay in the topic {topic}, which kafka.yaml does not name.',
    cure: 'Give the topic its name and prefix back in kafka.yaml, or let the producer send the message again.',
  },
  LETTER_WITHOUT_MESSAGE: {
    retriable: false,
    message: 'Dead letter {id} is about a file or an empty message: there is nothing to send again.',
    cure: 'Mend the file and put it into the inbox again; where a producer sent nothing, only it can send something.',
  },
  CONFIG_INVALID: {
    retriable: false,
    message: '{faults}',
    cure: 'Mend every line listed; `npm run etalon -- check-config` checks them again.',
  },
  CONFIG_FILE_MISSING: {
    retriable: false,
    message: '{file}: the file is not there.',
    cure: 'Create it, or point --config at the folder that holds projects.yaml.',
  },
  AUDIO_CHANNEL_COUNT: {
    retriable: false,
    message: '{file}: {channels} channels; Etalon takes 1 to 8.',
    cure: 'Record one or two channels: one a party.',
  },
  AUDIO_CODEC_UNKNOWN: {
    retriable: false,
    message: '{file}: the sound is stored as {codec}, which Etalon does not decode.',
    cure: 'docs/formats.md lists what is decoded: record as one of these, or convert the file with ffmpeg and drop it in again.',
  },
  AUDIO_DAMAGED: {
    retriable: false,
    message: '{file}: the header is damaged, or no sound can be decoded from it.',
    cure: 'Fetch the recording again from the telephone system; if it does not play there either, it is lost.',
  },
  AUDIO_DECODE_TIMEOUT: {
    retriable: false,
    message: '{file}: decoding was stopped after {deadlineMs} ms.',
    cure: 'Check that the file plays; a sound recording decodes in a small part of its length.',
  },
  AUDIO_EMPTY: {
    retriable: false,
    message: '{file}: there is no sound in the file.',
    cure: 'Check that the telephone system had finished the recording, and its disk space.',
  },
  AUDIO_FORMAT_UNKNOWN: {
    retriable: false,
    message: '{file}: its first bytes are those of no recording that Etalon knows.',
    cure: 'If it has no header, say in projects.yaml what it is (recordings: withoutHeader: codec), then touch the file or redrive it.',
  },
  AUDIO_MISSING: {
    retriable: true,
    message: '{file}: the recording is not there.',
    cure: 'Recordings may come after their CDR; it is heard when it arrives. Otherwise check the folder and its rights.',
  },
  AUDIO_NOT_AS_DECLARED: {
    retriable: false,
    message: '{file}: recordings.withoutHeader of projects.yaml says {codec}, but these bytes look like {likely}.',
    cure: 'Declare what the telephone system writes (mulaw, alaw, gsm, g722, slin), then touch the file or redrive it.',
  },
  AUDIO_SAMPLE_RATE: {
    retriable: false,
    message: '{file}: the header says {sampleRate} samples a second; Etalon takes 4,000 to 192,000.',
    cure: 'Fetch the recording again; a telephone recording has 8,000 or 16,000.',
  },
  AUDIO_SPEAKERS_UNASSIGNED: {
    retriable: false,
    message: '{file}: {channels} channels, and nothing says who speaks on which.',
    cure: 'Record two channels, operator and customer, or one mixed channel.',
  },
  AUDIO_TOO_LONG: {
    retriable: false,
    message: '{file}: the recording is longer than {maxMinutes} minutes.',
    cure: 'Split it at the calls it holds.',
  },
  ENGINE_ANSWER_INVALID: {
    retriable: false,
    message: 'The transcription endpoint answered something that is no transcript.',
    cure: 'Check that the address is that of an OpenAI-compatible service, and that its model gives verbose JSON.',
  },
  ENGINE_REFUSED: {
    retriable: false,
    message: 'The transcription endpoint refused the request with status {status}.',
    cure: 'Check the model name and the limits of the endpoint.',
  },
  ENGINE_UNAUTHORISED: {
    retriable: false,
    message: 'The transcription endpoint refused the key with status {status}.',
    cure: 'Set a valid key for the endpoint.',
  },
  ENGINE_UNAVAILABLE: {
    retriable: true,
    message: 'The transcription endpoint does not answer (status {status}).',
    cure: 'It is tried again by itself; check that the service runs and is reachable.',
  },
  FFMPEG_MISSING: {
    retriable: false,
    message: 'ffmpeg cannot be started.',
    cure: 'Run `npm run setup`, or set FFMPEG_BIN to an ffmpeg that runs here.',
  },
  MODEL_IN_USE: {
    retriable: false,
    message: 'The model {model} is what the configured engine hears with.',
    cure: 'Remove it with --force if it may not hear for now; `models get` fetches it again.',
  },
  MODEL_NOT_INSTALLED: {
    retriable: false,
    message: 'The model {model} is not installed.',
    cure: '`npm run etalon -- models list` shows what is.',
  },
  MODEL_UNKNOWN: {
    retriable: false,
    message: 'No model is named {model}; there are: {known}.',
    cure: 'Give one of these names; a Vosk model of your own is named by ETALON_VOSK_MODELS, a whisper file by ETALON_MODEL_FILE.',
  },
  SPEECH_ENGINE_ABSENT: {
    retriable: false,
    message: 'The engine {engine} has no library for this machine ({platform}).',
    cure: 'Vosk runs on Linux x64 and macOS: elsewhere set ETALON_ENGINE to another engine; there, run `npm run setup`.',
  },
  SPEECH_MODEL_DAMAGED: {
    retriable: false,
    message: 'The speech model {model} cannot be loaded: it is damaged or cut short.',
    cure: '`npm run etalon -- models verify` names what is damaged; `models get NAME`, or `npm run setup`, fetches it anew.',
  },
  SPEECH_MODEL_MISSING: {
    retriable: false,
    message: 'The speech model {model} is not there.',
    cure: 'Run `npm run setup`; `npm run setup -- --model-file PATH` takes one that is already there.',
  },
  VOSK_MODEL_MISSING: {
    retriable: false,
    message: 'The engine vosk has no model here for the language {language}; there are: {known}.',
    cure: '`npm run etalon -- models get NAME` fetches one: start anew, touch or redrive the recording. If there is none, set ETALON_ENGINE.',
  },
  SPEECH_PROCESS_FAILED: {
    retriable: true,
    message: 'The speech process ended while it worked ({what}).',
    cure: 'It is started again by itself; if it ends each time, check memory: it needs about 600 MB.',
  },
  WORK_FOLDER_FULL: {
    retriable: true,
    message: 'No space is left in the work folder.',
    cure: 'Free some space; an hour of two channels needs 230 MB while it is heard. Work goes on by itself.',
  },
  WORK_FOLDER_IO: {
    retriable: true,
    message: 'The work folder or the recording cannot be read or written.',
    cure: 'Check the disk and the rights of the data folder. Work goes on by itself.',
  },
  CALL_WITHOUT_EVENTS: {
    retriable: false,
    message: 'A call was to be folded from no events at all.',
    cure: 'This is a defect of Etalon: report it with the log line that names it.',
  },
  EVENT_UNREADABLE: {
    retriable: false,
    message: 'The stored event {eventId} of source {source} does not follow its contract at {field}.',
    cure: 'It was written by another version of Etalon: send the original message again.',
  },
  FORMAT_MISMATCH: {
    retriable: false,
    message: '{file}: this is no record of the format {format}: {field}: {problem}',
    cure: 'Check which format the header or rule of the topic names, and that the record comes whole; then redrive it.',
  },
  EXPORT_COLUMNS_UNKNOWN: {
    retriable: false,
    message: '{file}: no column is known to be {missing}; found: {found}. For projects.yaml: {example}',
    cure: 'Say in projects.yaml which column is which, as the example shows, by title or place; then touch the file.',
  },
  EXPORT_ROW_INVALID: {
    retriable: false,
    message: '{file}: row {row}, column {column}: {problem}',
    cure: 'Mend the row, which its dead letter holds below the header, and put it in as a file of its own.',
  },
  TRANSCRIPT_INVALID: {
    retriable: false,
    message: '{file}:{line}: this is no timed text as WebVTT or SRT have it: {problem}',
    cure: 'Mend that line, or export the transcript again; then put it in again.',
  },
  JSON_INVALID: {
    retriable: false,
    message: '{file}:{line}:{column}: this is not JSON{hint}.',
    cure: 'Mend the JSON at that place and put the file or message in again.',
  },
  MESSAGE_FIELD_UNKNOWN: {
    retriable: false,
    message: '{file}: {field} is no field that Etalon knows, and was not used; did you mean {near}?',
    cure: 'If so, give the field that name and send the message again; a field of your own may keep its name.',
  },
  MESSAGE_INVALID: {
    retriable: false,
    message: '{file}: {field}: {problem}',
    cure: 'Mend the field named and send the message again.',
  },
  MESSAGE_TYPE_UNKNOWN: {
    retriable: false,
    message: '{file}: type: "{type}" is none of {known}.',
    cure: 'Give the message one of the types listed.',
  },
  QUEUE_LOG_LINE_INVALID: {
    retriable: false,
    message: '{file}:{line}: {problem}',
    cure: 'Compare the line with epoch|uniqueid|queue|member|EVENT|…; the lines around it were taken in.',
  },
  TIMES_IMPOSSIBLE: {
    retriable: false,
    message: '{file}: {field}: {problem}',
    cure: 'Check the clock and time zone of the telephone system, then send the message again.',
  },
  MESSAGE_EMPTY: {
    retriable: false,
    message: '{file}: the message is empty; a topic of Etalon is not compacted, and an empty message deletes nothing.',
    cure: 'Check what the producer sends; a call is corrected by a message with a greater revision.',
  },
  ASTERISK_ROW_INVALID: {
    retriable: false,
    message: '{file}:{line}: {problem}',
    cure: 'Compare the row with those around it, which were taken in; declared columns must fit every row.',
  },
  CDR_COLUMNS_UNKNOWN: {
    retriable: false,
    message: '{file}: the columns are in no order that is known: {found}. For projects.yaml: {example}',
    cure: 'Name them from left to right in projects.yaml, as the example shows ("-" for others); then touch the file.',
  },
  TABLE_INVALID: {
    retriable: false,
    message: '{file}:{line}: this is no table with a header row ({why}).',
    cure: 'Export it again as CSV with the names of its columns in the first row, or mend that line.',
  },
  MESSAGE_FORMAT_UNKNOWN: {
    retriable: false,
    message: '{file}: the format "{format}" is none of {known}.',
    cure: 'Give the message a header with one of these, or a rule for its topic in kafka.yaml; then redrive it.',
  },
  MESSAGE_NOT_UTF8: {
    retriable: false,
    message: '{file}: the message holds bytes that are no UTF-8.',
    cure: 'Let the producer write UTF-8 and send the message again.',
  },
  MESSAGE_PROJECT_UNKNOWN: {
    retriable: false,
    message: '{file}: there is no project "{project}".',
    cure: 'Add the project to projects.yaml, or mend header or rule; then redrive the message.',
  },
  MESSAGE_TOO_LARGE: {
    retriable: false,
    message: '{file}: the message has {bytes} bytes; {maxBytes} are taken.',
    cure: 'Send calls one by one and audio by its address; or raise maxMessageBytes in kafka.yaml and redrive it.',
  },
  MESSAGE_WITHOUT_PROJECT: {
    retriable: false,
    message: '{file}: nothing says whose project the message is.',
    cure: 'Send the header that kafka.yaml names (project), or write a rule for the topic there; then redrive it.',
  },
  KAFKA_AWAY: {
    retriable: true,
    message: 'Kafka does not answer ({why}).',
    cure: 'Etalon tries again by itself. Check that the brokers run, and their addresses in KAFKA_BROKERS.',
  },
  KAFKA_NOT_CONFIGURED: {
    retriable: false,
    message: 'KAFKA_BROKERS is not set.',
    cure: 'Set it to the brokers, host:port and host:port; without Kafka, `run` watches the inbox folder.',
  },
  KAFKA_REFUSED: {
    retriable: false,
    message: 'Kafka refused a request ({why}).',
    cure: 'Check user, password, TLS and the rights of the user on topics and groups.',
  },
  KAFKA_TOPIC_MISSING: {
    retriable: false,
    message: 'There is no topic {topic}.',
    cure: 'Run `npm run etalon -- topics`, which creates what is missing; the names stand in kafka.yaml.',
  },
  LINE_STALLED: {
    retriable: false,
    message: 'The {line} line has {lag} messages waiting and has moved none for {seconds} s.',
    cure: 'The process ends so that it is started anew; if it stalls again, look at its log and at the broker.',
  },
  LINE_STOPPED: {
    retriable: false,
    message: 'The {line} line stopped for good ({why}).',
    cure: 'The process ends so that it is started anew; nothing is lost. If it stops again, report it with its log.',
  },
  DATA_FOLDER_IN_USE: {
    retriable: false,
    message: '{folder}: another process of Etalon is at work in this data folder.',
    cure: 'Ask it by calls, show and kpi; to run a second one beside it, name another folder with --data.',
  },
  DATA_FOLDER_UNUSABLE: {
    retriable: false,
    message: '{folder}: the data folder cannot be used ({why}).',
    cure: 'Check that the folder exists or can be created, and that this user may read and write in it.',
  },
  MIGRATION_CHANGED: {
    retriable: false,
    message: 'Migration {name} was applied to this database with other contents.',
    cure: 'Restore the file as it was released; a change of the tables is a new migration with the next number.',
  },
  STORE_AWAY: {
    retriable: true,
    message: 'ClickHouse is not answering or has no room at the moment ({why}).',
    cure: 'Etalon tries again by itself. Check that the server runs, its address, its memory and its disk.',
  },
  STORE_NEWER: {
    retriable: false,
    message: 'The database was made by a newer Etalon: it has migration {found}, this one knows {known}.',
    cure: 'Run the newer version of Etalon, or point this one at another database.',
  },
  STORE_REFUSED: {
    retriable: false,
    message: 'ClickHouse refused a statement with its code {clickhouseCode} ({type}).',
    cure: 'Look the code up in the log of the ClickHouse server; check the rights of its user.',
  },
  STORE_ROW_INVALID: {
    retriable: false,
    message: 'A value does not fit the column {what} ({why}).',
    cure: 'The record is kept as a dead letter; mend its source and redrive it.',
  },
  STORE_ROW_REFUSED: {
    retriable: false,
    message: 'ClickHouse refused a row for its content (code {clickhouseCode}, {type}).',
    cure: 'The message is kept as a dead letter; mend its source and redrive it.',
  },
  STORE_DAMAGED: {
    retriable: false,
    message: '{folder}: files of these tables are damaged, and their rows are missing: {tables}.',
    cure: 'Put a backup of the data folder back. Without one, move the folder away and start again: the inbox is read anew. To go on without these rows, delete what lies in the folders named detached below it.',
  },
  STORE_SETTING_REFUSED: {
    retriable: false,
    message: 'ClickHouse does not use the settings that Etalon asks for: {settings}.',
    cure: 'Let the profile of the ClickHouse user change these settings, or give them these values.',
  },
  STORE_ROW_UNREADABLE: {
    retriable: false,
    message: 'A stored value of {what} is not one that this version knows ({why}).',
    cure: 'Run the version of Etalon that wrote it, or a newer one.',
  },
  INBOX_FILE_OUTSIDE_PROJECT: {
    retriable: false,
    message: '{file} lies in the inbox itself; only files in a folder named like a project are taken.',
    cure: 'Move it into the folder of its project.',
  },
  INBOX_FILE_TOO_LARGE: {
    retriable: false,
    message: '{file} has {bytes} bytes; a message file may have {maxBytes}.',
    cure: 'Split it; one file holds one message or a list of them.',
  },
  INBOX_FILE_UNREADABLE: {
    retriable: true,
    message: '{file} cannot be read ({why}).',
    cure: 'Check the disk, and that this user may read the file. It is taken as soon as it can be read.',
  },
  INBOX_FOLDER_MISSING: {
    retriable: false,
    message: 'The inbox folder {folder} is not there.',
    cure: 'Create it, or name another with --inbox.',
  },
  INBOX_PROJECT_UNKNOWN: {
    retriable: false,
    message: 'The inbox has a folder {folder}, but projects.yaml names no such project.',
    cure: 'Add the project to projects.yaml, or rename the folder.',
  },
  NODE_TOO_OLD: {
    retriable: false,
    message: 'Etalon needs Node {needed} or newer; this is {found}.',
    cure: 'Start it through npm (`npm run etalon -- …`), which uses the Node that came with the packages.',
  },
  PERIOD_INVALID: {
    retriable: false,
    message: 'This is no period: {text}.',
    cure: 'Write days (2026-03-02) or moments (2026-03-02T09:00), the earlier one first.',
  },
  KPI_UNKNOWN: {
    retriable: false,
    message: 'There is no number "{kpi}"; there are {known}.',
    cure: 'Name one of these: npm run etalon -- kpi asa --project <id>. What they mean says kpi --define.',
  },
  KPI_WITHOUT_CALLS: {
    retriable: false,
    message: '{kpi} shows no calls of its own.',
    cure: 'List scored calls with npm run etalon -- calls --project <id> --operator <who>.',
  },
  PROJECT_UNKNOWN: {
    retriable: false,
    message: 'There is no project {project}; projects.yaml names {known}.',
    cure: 'Name one of these with --project.',
  },
  LOG_ENDS_WITHIN_ROW: {
    retriable: false,
    message: '{file} ends within a row: {bytes} bytes from byte {fromByte} on were not taken.',
    cure: 'The export or the copy was cut short: put the whole file there. If the rest is still to be written, it is read then.',
  },
  QUEUE_LOG_LINE_OVERLONG: {
    retriable: false,
    message: '{file}: {bytes} bytes from byte {fromByte} on hold no line end and were passed over.',
    cure: 'This is no log of lines, or it is damaged there: look at these bytes.',
  },
  RECORDING_WITHOUT_CDR: {
    retriable: false,
    message: 'Recording {recording} of {project} was transcribed as call {callId}; no CDR has claimed it.',
    cure: 'Put its CDR beside it under the same name, or let a CDR name the file; the two join by themselves.',
  },
  RECORDING_SOURCE_AWAY: {
    retriable: true,
    message: 'The recordings at {uri} cannot be reached ({why}).',
    cure: 'It is tried again by itself. Check that the source runs, its name, its certificate and the network.',
  },
  RECORDING_SOURCE_UNAUTHORISED: {
    retriable: false,
    message: 'The recordings at {uri} may not be read with the credentials that Etalon has ({why}).',
    cure: 'Mend the secret that recording-sources.yaml names, or the rights at the source; then redrive the message.',
  },
  RECORDING_TOO_LARGE: {
    retriable: false,
    message: 'A recording at {uri} has more than {maxBytes} bytes.',
    cure: 'See what was recorded there; or raise maxBytes in recording-sources.yaml and redrive the message.',
  },
  RECORDING_URI_REFUSED: {
    retriable: false,
    message: 'A recording at {uri} is not fetched ({why}).',
    cure: 'If it is meant, name its place in recording-sources.yaml, a private address in allowPrivate; then redrive it.',
  },
  CLICKHOUSE_PORT_UNUSABLE: {
    retriable: false,
    message: 'ClickHouse for boards cannot be served at {address} ({why}).',
    cure: 'Free the port, or set ETALON_CLICKHOUSE_PORT to another one; unset, nothing is served.',
  },
  HTTP_ADDRESS_UNUSABLE: {
    retriable: false,
    message: 'Health and metrics cannot be served at {address} ({why}).',
    cure: 'Free the port, or set ETALON_HTTP to another address of this machine.',
  },
  READY_CHECK_SLOW: {
    retriable: true,
    message: 'A readiness check gave no answer within {seconds} s.',
    cure: 'It is asked again by itself; see whether Kafka, ClickHouse or the disk is slow.',
  },
  UNEXPECTED: {
    retriable: false,
    message: 'A fault that Etalon does not know: {what}',
    cure: 'This is a defect of Etalon: report it with the log line that names it.',
  },
} as const satisfies Record<string, ErrorEntry>;

type ErrorEntry = { readonly retriable: boolean; readonly message: string; readonly cure: string };
export type ErrorCode = keyof typeof ERRORS;
export type ErrorParams = Readonly<Record<string, string | number>>;

/** A reason as it is stored and shown: a code and its parameters, never a sentence, so that five languages can show it. */
export type Reason = { readonly code: ErrorCode; readonly params: ErrorParams };

/** Thrown where work cannot go on; carries a code of the closed list. Outcomes of a call are values, not this. */
export class EtalonError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams = {}, options?: ErrorOptions) {
    super(describe({ code, params }), options);
    this.name = 'EtalonError';
    this.code = code;
    this.params = params;
  }

  get retriable(): boolean {
    return ERRORS[this.code].retriable;
  }
}

/** The English sentence of a reason: what happened, without the cure. */
export function describe(reason: Reason): string {
  return ERRORS[reason.code].message.replace(/\{(\w+)\}/g, (_, name: string) => String(reason.params[name] ?? '?'));
}

/** What the reader can do about it, in English. */
export function cureOf(code: ErrorCode): string {
  return ERRORS[code].cure;
}

/** Any thrown value as a reason; what is not ours becomes UNEXPECTED. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof EtalonError) return { code: error.code, params: error.params };
  return {
    code: 'UNEXPECTED',
    params: { what: error instanceof Error ? `${error.name}: ${error.message}` : String(error) },
  };
}
