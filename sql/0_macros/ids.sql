-- Title: Keyed hashes for ids that last and cannot be guessed
-- Creates: macro keyed_id
-- Reads: nothing
-- Variables: none
--
-- Two nested SHA-256 with two keys derived from the secret (NMAC): without the secret nobody can make an id from a source
-- key, nor test a guess. 20 hex digits are 80 bits: among 300 million ids a collision has a chance of about 1 in 27 million.

CREATE OR REPLACE MACRO keyed_id(letter, essence, inner_key, outer_key) AS
    concat(letter, upper(substr(sha256(concat(outer_key, sha256(concat(inner_key, letter, '|', essence)))), 1, 20)));
