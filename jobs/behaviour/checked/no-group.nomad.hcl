# A job without a group.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"
}
