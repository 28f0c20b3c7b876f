# No node is in this datacenter.

variable "job_id" {
  type    = string
  default = "unplaced"
}

job "unplaced" {
  id   = var.job_id
  type = "batch"
  datacenters = ["mars"]

  group "app" {
    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
