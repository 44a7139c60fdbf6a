-- Title: One person whom at least one source reports dead, with how many sources say so
-- Creates: tmp_death
-- Reads: std_person, tmp_record
-- Variables: none
--
-- One source of several saying MENINGGAL is a question, not an answer: nobody is taken out of a programme on one tick mark.

CREATE OR REPLACE TABLE tmp_death AS
WITH reported AS (
    SELECT DISTINCT tmp_record.person_no
    FROM tmp_record
    INNER JOIN std_person ON tmp_record.record_id = std_person.record_id
    WHERE std_person.keberadaan = 'MENINGGAL'
)

SELECT
    tmp_record.person_no,
    count(DISTINCT CASE WHEN std_person.keberadaan = 'MENINGGAL' THEN tmp_record.source END) AS dead_source_n,
    count(DISTINCT tmp_record.source) AS source_n
FROM tmp_record
INNER JOIN reported ON tmp_record.person_no = reported.person_no
INNER JOIN std_person ON tmp_record.record_id = std_person.record_id
GROUP BY tmp_record.person_no;
