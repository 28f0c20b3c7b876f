# A periodic job: Nomad's leader launches it every 10 seconds, so a new leader must go on with it.
variable "job_id" {
  type = string
}

job "periodic" {
  id   = var.job_id
  name = var.job_id
  type = "batch"

  periodic {
    # Seconds first: Nomad's cron takes seven fields.
    cron             = "*/10 * * * * * *"
    prohibit_overlap = false
  }

  group "periodic" {
    task "launch" {
      driver = "raw_exec"

      config {
        command = "/bin/true"
      }

      resources {
        cpu    = 10
        memory = 10
      }
    }
  }
}
