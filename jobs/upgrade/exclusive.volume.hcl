# A volume that the driver attaches to one node at a time, as a cloud does with block storage; `attach` may be "any".
variable "volume_id" {
  type = string
}

variable "plugin_id" {
  type    = string
  default = "hostpath"
}

variable "access_mode" {
  type    = string
  default = "single-node-writer"
}

variable "attach" {
  type    = string
  default = "exclusive"
}

type      = "csi"
id        = var.volume_id
name      = var.volume_id
plugin_id = var.plugin_id

capacity_min = "1MiB"
capacity_max = "64MiB"

capability {
  access_mode     = var.access_mode
  attachment_mode = "file-system"
}

parameters {
  attach = var.attach
}
