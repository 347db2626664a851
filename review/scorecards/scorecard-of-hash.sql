-- Question: what was the text of a scorecard that an evaluation was made with?
-- Grain: one row; none when it was never stored. The same text may stand there under two versions: it is the same text.
-- Parameters: scorecardId; hash.
SELECT *
FROM scorecards FINAL
WHERE scorecardId = {scorecardId:String} AND hash = {hash:String}
ORDER BY version DESC
LIMIT 1
