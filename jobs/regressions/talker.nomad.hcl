# Prints one line and keeps running.

variable "job_id" {
  type    = string
  default = "talker"
}

job "talker" {
  id   = var.job_id
  type = "service"

  group "app" {
    task "main" {
      driver = "raw_exec"

      config {
        command = "sh"
        args    = ["-c", "echo said by $NOMAD_ALLOC_ID; exec sleep infinity"]
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
