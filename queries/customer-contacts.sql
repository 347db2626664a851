-- Question: which other calls did the customer of this call have?
-- Formula: the same customerKey; a call of an unknown customer ('') has none.
-- Grain: one row a call, newest first; merged calls are left out.
-- Parameters: project and callId of the call; projects to look in; limit. The inner look asks every version of a row and so
--   may use the index byCustomer; the outer one takes only the version that counts.
WITH (SELECT customerKey FROM calls FINAL WHERE project = {project:String} AND callId = {callId:String}) AS customer
SELECT project, callId
FROM calls FINAL
WHERE callId IN (SELECT callId FROM calls WHERE project IN {projects:Array(String)} AND customerKey = customer)
    AND project IN {projects:Array(String)} AND customerKey = customer AND customerKey != '' AND mergedInto = ''
    AND (project, callId) != ({project:String}, {callId:String})
ORDER BY startedAt DESC, project DESC, callId DESC
LIMIT {limit:UInt32}
