# A node pool that there is not.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"
  node_pool = "no-such-pool"

  group "app" {
    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
