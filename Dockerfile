# syntax=docker/dockerfile:1

# --platform: the jars are the same everywhere, so they are built once, not in emulation.
FROM --platform=$BUILDPLATFORM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
COPY .mvn ./.mvn
COPY pom.xml ./
COPY crds ./crds
COPY src/main ./src/main
RUN --mount=type=cache,target=/root/.m2 \
    mvn --batch-mode --no-transfer-progress -Dmaven.test.skip=true package

# Java and nothing else: no shell, no package manager.
FROM gcr.io/distroless/java25-debian13:nonroot
LABEL org.opencontainers.image.title="FeatureRollout" \
      org.opencontainers.image.description="A Kubernetes operator for progressive feature rollout with guardrails and automatic rollback." \
      org.opencontainers.image.licenses="Apache-2.0"
# The libraries change seldom; in a layer of their own they are not pulled again with each release.
COPY --from=build /src/target/lib/ /app/lib/
COPY --from=build /src/target/featurerollout.jar /app/featurerollout.jar
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:+UseCompactObjectHeaders", "-XX:+ExitOnOutOfMemoryError", "-cp", "/app/featurerollout.jar:/app/lib/*", "dev.featurerollout.Main"]
CMD ["operator"]
