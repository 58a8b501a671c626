# One image for web, worker, beat and the one-shot migration; the command decides which it is.
FROM python:3.11-slim AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock

FROM python:3.11-slim
# The scanner's browser; Debian's full Chromium drops third-party cookies.
RUN apt-get update && apt-get install --yes --no-install-recommends chromium-headless-shell \
    && rm -rf /var/lib/apt/lists/*
# An account of its own: the processes need to write nothing but /data.
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin app \
    && install --directory --owner app /data
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py pyproject.toml ./
COPY voipgrid_privacy voipgrid_privacy
COPY roles roles
COPY records records
COPY cookies cookies
COPY templates templates
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data
USER app
EXPOSE 8000
CMD ["granian", "--interface=wsgi", "--host=0.0.0.0", "--port=8000", "--workers=2", "--blocking-threads=4", "--backpressure=16", "--respawn-failed-workers", "--no-ws", "voipgrid_privacy.wsgi:application"]
