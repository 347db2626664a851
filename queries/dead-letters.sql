-- Question: what could not be processed, why, and was it sent again?
-- Formula: a letter is open when it was never sent again, or when it came again afterwards: then it is a new letter, or,
--   where its id is made of a recording, the same one whose headers tell of a redrive or a wait not before the last.
--   A letter of the score line has no time of its own and counts from the end of its call.
-- Grain: one row a letter, newest first; `id` is the letterId where that is a digest, else the digest of it. `total` is
--   the number before limit.
-- Parameters: project (NULL all; '' letters of which nobody knows the project); stage, code ('' all); fromMs inclusive,
--   toMs exclusive; ids (letterIds, or how an id begins; [] all); callIds ([] all); openOnly (0 or 1); limit.
WITH
    trace AS
    (
        SELECT project, letterId, toUnixTimestamp64Milli(max(redrives.at)) AS lastMs, arraySort(groupArray(CAST(
            (toUnixTimestamp64Milli(redrives.at), by, target), 'Tuple(atMs Int64, by String, target String)'
        ))) AS sent
        FROM redrives FINAL
        GROUP BY project, letterId
    ),
    ends AS
    (
        SELECT project, callId, toUnixTimestamp64Milli(coalesce(endedAt, startedAt)) AS endedMs
        FROM calls FINAL
        WHERE (project, callId) IN (SELECT project, callId FROM dead_letters WHERE stage = 'score')
    ),
    letters AS
    (
        SELECT project, letterId, stage, reason.code AS code, reason.params AS params, origin, callId, headers,
            toUnixTimestamp64Milli(dead_letters.at) AS ownMs,
            if(match(letterId, '^[0-9a-f]{64}$'), letterId, lower(hex(SHA256(letterId)))) AS id,
            intDiv(length(bytesBase64) * 3, 4) - countSubstrings(bytesBase64, '=') AS sizeBytes,
            greatest(toInt64OrZero(headers['etalon-redriven-at']), toInt64OrZero(headers['etalon-first-at'])) AS againMs
        FROM dead_letters FINAL
        WHERE ({project:Nullable(String)} IS NULL OR project = {project:Nullable(String)})
            AND ({stage:String} = '' OR stage = {stage:String})
            AND ({code:String} = '' OR reason.code = {code:String})
            AND (empty({callIds:Array(String)}) OR has({callIds:Array(String)}, callId))
    )
SELECT
    letters.id AS id,
    letters.project AS project,
    letters.letterId AS letterId,
    letters.stage AS stage,
    letters.code AS code,
    letters.params AS params,
    letters.origin AS origin,
    letters.callId AS callId,
    letters.headers AS headers,
    letters.sizeBytes AS sizeBytes,
    if(letters.ownMs = 0, ends.endedMs, letters.ownMs) AS atMs,
    trace.sent AS redrives,
    empty(redrives) OR letters.againMs >= trace.lastMs AS open,
    count() OVER () AS total
FROM letters
LEFT JOIN trace ON trace.project = letters.project AND trace.letterId = letters.letterId
LEFT JOIN ends ON ends.project = letters.project AND ends.callId = letters.callId
WHERE atMs >= {fromMs:Int64} AND atMs < {toMs:Int64}
    AND (empty({ids:Array(String)}) OR has({ids:Array(String)}, letters.letterId)
        OR arrayExists(beginning -> startsWith(letters.id, beginning), {ids:Array(String)}))
    AND ({openOnly:UInt8} = 0 OR open)
ORDER BY atMs DESC, project, id
LIMIT {limit:UInt32}
