# Two tasks that lead one group.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    task "main" {
      driver = "exec"

      config {
        command = "true"
      }

      leader = true
    }

    task "other" {
      driver = "exec"

      config {
        command = "true"
      }

      leader = true
    }
  }
}
