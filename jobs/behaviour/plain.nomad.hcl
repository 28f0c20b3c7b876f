# The smallest job that Nomad accepts. suites/behaviour changes it in one place at a time: which jobs does Nomad refuse, and
# which can it not place?
variable "job_id" {
  type    = string
  default = "plain"
}

job "plain" {
  id   = var.job_id
  type = "batch"

  group "app" {
    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
