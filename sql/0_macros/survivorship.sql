-- Title: The score that a survivorship rule looks at
-- Creates: macro survivorship_score
-- Reads: nothing
-- Variables: none
--
-- 0 for all values where a field has no further rule, so that the next tie break decides. configs/survivorship.toml says
-- what each rule means.

CREATE OR REPLACE MACRO survivorship_score(
    rule, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n
) AS
    CASE rule
        WHEN 'unflagged' THEN unflagged
        WHEN 'padan_dukcapil' THEN padan
        WHEN 'trust' THEN trust
        WHEN 'most_recent' THEN recency
        WHEN 'most_frequent' THEN source_n
        WHEN 'precise' THEN fineness
        WHEN 'agreeing' THEN agreeing
        WHEN 'unabbreviated' THEN unabbreviated
        WHEN 'most_tokens' THEN token_n
        WHEN 'longest' THEN letter_n
        ELSE 0
    END;
