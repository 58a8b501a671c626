"""SQL of migration 0006, apart for its length."""

READABLE = "banner_colours_readable"

CONTRAST = f"""
CREATE FUNCTION cookies_luminance(colour text) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT sum(w * CASE WHEN v <= 0.04045 THEN v / 12.92 ELSE ((v + 0.055) / 1.055) ^ 2.4 END)
    FROM (SELECT get_byte(decode(substr(colour, 2), 'hex'), i) / 255.0::float8 AS v, w
          FROM (VALUES (0, 0.2126), (1, 0.7152), (2, 0.0722)) c(i, w)) parts
$$;
CREATE FUNCTION cookies_contrast(one text, other text) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT (greatest(a, b) + 0.05) / (least(a, b) + 0.05)
    FROM (SELECT cookies_luminance(one) AS a, cookies_luminance(other) AS b) l
$$;
ALTER TABLE cookies_bannersettings ADD CONSTRAINT {READABLE}
    CHECK (cookies_contrast(colour, on_colour) >= 4.5);
"""
CONTRAST_UNDO = f"""
ALTER TABLE cookies_bannersettings DROP CONSTRAINT {READABLE};
DROP FUNCTION cookies_contrast(text, text);
DROP FUNCTION cookies_luminance(text);
"""

_ONLY_ADDED = ("statementversion", "bannerbundle", "signedhead")
APPEND_ONLY = (
    """
CREATE FUNCTION cookies_consent_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.body IS NOT NULL OR NEW.subject IS NOT NULL
       OR (OLD.id, OLD.site_id, OLD.seq, OLD.recorded_at, OLD.action, OLD.bundle_id, OLD.digest, OLD.hash)
       IS DISTINCT FROM
          (NEW.id, NEW.site_id, NEW.seq, NEW.recorded_at, NEW.action, NEW.bundle_id, NEW.digest, NEW.hash) THEN
        RAISE EXCEPTION 'cookies_consentrecord is only ever added to' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cookies_consent_only_erased BEFORE UPDATE OR DELETE ON cookies_consentrecord
    FOR EACH ROW EXECUTE FUNCTION cookies_consent_only_erased();
CREATE FUNCTION cookies_chain_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.site_id <> OLD.site_id OR NEW.length <> OLD.length + 1 THEN
        RAISE EXCEPTION 'a consent chain only grows' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cookies_chain_only_grows BEFORE UPDATE OR DELETE ON cookies_consentchain
    FOR EACH ROW EXECUTE FUNCTION cookies_chain_only_grows();
"""
    + "".join(
        f"CREATE TRIGGER cookies_{name}_only_added BEFORE UPDATE OR DELETE ON cookies_{name}"
        " FOR EACH ROW EXECUTE FUNCTION cookies_only_added();"
        for name in _ONLY_ADDED
    )
)
APPEND_ONLY_UNDO = (
    "".join(f"DROP TRIGGER cookies_{name}_only_added ON cookies_{name};" for name in _ONLY_ADDED)
    + """
DROP TRIGGER cookies_chain_only_grows ON cookies_consentchain;
DROP FUNCTION cookies_chain_only_grows();
DROP TRIGGER cookies_consent_only_erased ON cookies_consentrecord;
DROP FUNCTION cookies_consent_only_erased();
"""
)
