-- Title: one weighed pair of records with its evidence, of this round where something has changed, else of the round before
-- Creates: tmp_whole_evidence
-- Reads: tmp_pair_evidence, tmp_former_evidence, tmp_touched_record
-- Variables: none

CREATE TABLE tmp_whole_evidence AS
SELECT f.*
FROM tmp_former_evidence AS f
ANTI JOIN tmp_touched_record AS l ON f.record_id_l = l.record_id
ANTI JOIN tmp_touched_record AS r ON f.record_id_r = r.record_id
UNION ALL
SELECT *
FROM tmp_pair_evidence;
