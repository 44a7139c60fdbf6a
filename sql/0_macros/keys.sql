-- Title: Short keys in the place of texts, to be held against each other
-- Creates: macro text_hash, macro block_key, macro frequency_key
-- Reads: nothing
-- Variables: none
--
-- A number costs a third of what a text of thirty letters does. Two keys of blocks that share a number by chance make a pair
-- of records which the model then finds to be nothing alike; among the few values that one person has none will ever meet.

-- Read from both ends: of 215,500 NIK 104 share DuckDB's hash with another one, and none both hashes.
CREATE OR REPLACE MACRO text_hash(t) AS
    CASE WHEN t IS NOT NULL THEN CAST(hash(t, hash(reverse(t))) // 2 AS BIGINT) END;

-- Of numbers and of texts of a few letters. Halved, as DuckDB's hashes are too large by one bit for a type that others know.
CREATE OR REPLACE MACRO block_key(a, b, c) AS
    CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL THEN CAST(hash(a, b, c) // 2 AS BIGINT) END;

-- What a name or a token is counted under. Frequencies are kept with a model and read by later versions, on other engines: so no
-- hash of the engine's own.
CREATE OR REPLACE MACRO frequency_key(t) AS left(md5(t), 16);
