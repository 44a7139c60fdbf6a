-- Title: one record of a source that delivers households, with what tells the families of one household apart
-- Creates: tmp_member
-- Reads: tmp_record
-- Variables: none
--
-- Any KK of sixteen digits counts here, also one that fails its checks: a slip in it is healed by its neighbours.
CREATE OR REPLACE TABLE tmp_member AS
SELECT
    record_id,
    family_id,
    kk_digits,
    coalesce(shdk_coarse = 1, FALSE) AS is_head,
    address_key,
    coalesce(kk_digits, '@' || address_key) AS group_key
FROM tmp_record
WHERE family_id IS NOT NULL AND address_key IS NOT NULL;
