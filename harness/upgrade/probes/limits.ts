/**
 * How long an evaluation may take while servers are replaced. One that a worker of the replaced server was given last is taken
 * back after 60 s and offered again 1 s later (nomad#325, nomad#2555), and each next one of its job waits for it.
 */
export const evaluatedWithinMs = 90_000;
