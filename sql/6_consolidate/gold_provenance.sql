-- Title: One published value and the source record it came from, by the place of the id it belongs to
-- Creates: gold_provenance
-- Reads: tmp_provenance
-- Variables: none
--
-- id_place is what the stage sorts by; it is no part of the table. What the rows are joined from and what sorting them holds do not
-- fit in memory together, so tmp_provenance is on disk before this is asked for.

CREATE OR REPLACE VIEW gold_provenance AS
SELECT *
FROM tmp_provenance;
