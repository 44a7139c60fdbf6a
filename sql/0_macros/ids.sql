-- Title: Keyed hashes for ids that last and cannot be guessed
-- Creates: macro keyed_id, macro content_hash
-- Reads: nothing
-- Variables: none
--
-- Two nested SHA-256 with two keys derived from the secret (NMAC): without the secret nobody can make an id from a source
-- key, nor test a guess. 20 hex digits are 80 bits: among 300 million ids a collision has a chance of about 1 in 27 million.

CREATE OR REPLACE MACRO keyed_id(letter, essence, inner_key, outer_key) AS
    concat(letter, upper(substr(sha256(concat(outer_key, sha256(concat(inner_key, letter, '|', essence)))), 1, 20)));

-- Whether a record says what it said before, of who it is about; keyed too, or a guess at a NIK and a name could be tested.
CREATE OR REPLACE MACRO content_hash(nik_raw, nama_raw, born, sex, inner_key) AS
    substr(sha256(concat(inner_key, concat_ws('|', coalesce(nik_raw, ''), coalesce(nama_raw, ''), coalesce(CAST(born AS VARCHAR), ''), coalesce(sex, '')))), 1, 16);
