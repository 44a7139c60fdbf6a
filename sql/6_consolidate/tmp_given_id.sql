-- Title: one id that was ever given, to whomever
-- Creates: tmp_given_id
-- Reads: prev_given, tmp_known_id
-- Variables: none
--
-- prev_given is prev_id whole, also where this stage runs on a part of the country: a source that numbers its rows anew may give
-- a record the key of somebody in another part.

CREATE OR REPLACE TABLE tmp_given_id AS
SELECT id FROM prev_given
UNION
SELECT id FROM tmp_known_id;
