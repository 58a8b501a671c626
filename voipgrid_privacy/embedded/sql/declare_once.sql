-- Every process that declares a queue asks for its notifications. pgmq then drops the trigger and
-- makes it anew: two at once fail with "trigger already exists", and the first publisher with
-- them. Here the second waits for the first and finds nothing left to do; nor is the queue's table
-- locked again for each process that starts.
ALTER FUNCTION pgmq.enable_notify_insert(text, integer) RENAME TO enable_notify_insert_anew;

CREATE FUNCTION pgmq.notifies_already(queue text, interval_ms integer)
RETURNS boolean LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT FROM pg_trigger
        WHERE tgname = 'trigger_notify_queue_insert_listeners'
          AND tgrelid = to_regclass(format('pgmq.%I', pgmq.format_table_name(queue, 'q')))
    ) AND EXISTS ( -- an unlogged table: empty after a crash, and then nobody would be told
        SELECT FROM pgmq.notify_insert_throttle AS throttle
        WHERE throttle.queue_name = queue AND throttle.throttle_interval_ms = interval_ms
    )
$$;

CREATE FUNCTION pgmq.enable_notify_insert(queue_name text, throttle_interval_ms integer DEFAULT 250)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF pgmq.notifies_already(queue_name, throttle_interval_ms) THEN
        RETURN;
    END IF;
    PERFORM pgmq.acquire_queue_lock(queue_name);
    IF NOT pgmq.notifies_already(queue_name, throttle_interval_ms) THEN
        PERFORM pgmq.enable_notify_insert_anew(queue_name, throttle_interval_ms);
    END IF;
END
$$;
